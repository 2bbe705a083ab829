namespace GdnStreams.Torture.Histories;

/// <summary>What is over does not come back: what was acknowledged while the server lives or after it saved it, and what was cleared.</summary>
internal static class ReturnRules
{
    public static IEnumerable<string> Problems(History history)
    {
        foreach (var subscription in history.Subscriptions.Keys)
        {
            foreach (var problem in Of(subscription, history))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> Of(string subscription, History history)
    {
        var given = new Dictionary<int, List<MessageName>>();
        var read = new HashSet<MessageName>();
        var due = new HashSet<MessageName>();
        var saved = new HashSet<MessageName>();
        var inFiles = new HashSet<EntryId>();
        var belowInFiles = EntryId.None;
        var stored = new List<MessageName>();
        var (asked, cleared) = (0, 0);
        foreach (var happened in history.Events)
        {
            switch (happened.Kind)
            {
                case HistoryEventKind.Stored:
                    stored.Add(happened.Message);
                    break;
                case HistoryEventKind.Acknowledged when happened.Who == subscription:
                    (given.TryGetValue(happened.Connection, out var list) ? list : given[happened.Connection] = []).Add(happened.Message);
                    break;
                case HistoryEventKind.Proven when happened.Who == subscription && given.Remove(happened.Connection, out var proven):
                    read.UnionWith(proven);
                    break;
                case HistoryEventKind.ClearAsked when happened.Who == subscription:
                    asked = stored.Count;
                    break;
                case HistoryEventKind.Cleared when happened.Who == subscription:
                    cleared = asked;
                    break;
                case HistoryEventKind.SaveDue:
                    due.UnionWith(read);
                    break;
                case HistoryEventKind.Killed:
                    // What was on its way to a socket when the clearing was answered is no return: only a restart makes it one.
                    saved.UnionWith(stored.Take(cleared));
                    saved.UnionWith(due);
                    read.Clear();
                    given.Clear();
                    break;
                case HistoryEventKind.Stopped:
                    saved.UnionWith(stored.Take(cleared));
                    saved.UnionWith(read);
                    given.Clear();
                    break;
                case HistoryEventKind.SavedBelow when happened.Who == subscription && happened.Id > belowInFiles:
                    belowInFiles = happened.Id;
                    break;
                case HistoryEventKind.Saved when happened.Who == subscription:
                    inFiles.Add(happened.Id);
                    break;
                case HistoryEventKind.Delivered when happened.Who == subscription && (happened.Id < belowInFiles || inFiles.Contains(happened.Id)):
                    yield return $"came back although its acknowledgement was in the files: {happened.Message} {happened.Id} to {subscription}";
                    break;
                case HistoryEventKind.Delivered when happened.Who == subscription && saved.Contains(happened.Message):
                    yield return $"came back after it was saved: {happened.Message} {happened.Id} to {subscription}";
                    break;
                case HistoryEventKind.Delivered when happened.Who == subscription && read.Contains(happened.Message):
                    yield return $"came back after the server read its acknowledgement: {happened.Message} {happened.Id} to {subscription}";
                    break;
                default:
                    break;
            }
        }
    }
}
