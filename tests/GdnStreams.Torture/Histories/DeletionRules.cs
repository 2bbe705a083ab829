namespace GdnStreams.Torture.Histories;

/// <summary>
/// A deletion that was answered is final, one that was not answered happened as a whole or not at all. One client publishes, waits for all
/// answers, and deletes; whoever reads the whole stream does it between two of these steps.
/// </summary>
internal static class DeletionRules
{
    public static IEnumerable<string> Problems(History history)
    {
        var gone = new HashSet<MessageName>();
        var kept = new List<MessageName>();
        var doubtful = new List<MessageName>();
        var found = new HashSet<MessageName>();
        foreach (var happened in history.Events)
        {
            switch (happened.Kind)
            {
                case HistoryEventKind.Stored:
                    kept.Add(happened.Message);
                    break;
                case HistoryEventKind.DeleteAsked:
                    doubtful = [.. doubtful, .. kept];
                    kept = [];
                    break;
                case HistoryEventKind.Deleted:
                    gone.UnionWith(doubtful);
                    doubtful = [];
                    break;
                case HistoryEventKind.ReadBegun:
                    found.Clear();
                    break;
                case HistoryEventKind.Delivered:
                    found.Add(happened.Message);
                    break;
                case HistoryEventKind.ReadEnded:
                    foreach (var message in kept.Where(message => !found.Contains(message)))
                    {
                        yield return $"lost: {message} was answered after the last deletion and is not stored";
                    }

                    foreach (var message in found.Where(gone.Contains))
                    {
                        yield return $"came back after the stream was deleted: {message}";
                    }

                    var left = doubtful.Count(found.Contains);
                    if (left != 0 && left != doubtful.Count)
                    {
                        yield return $"half deleted: {left} of {doubtful.Count} messages are left of a deletion that was not answered";
                    }

                    Settle(left == 0, doubtful, kept, gone);
                    doubtful = [];
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Now it is known whether the deletion happened.</summary>
    private static void Settle(bool isDeleted, List<MessageName> doubtful, List<MessageName> kept, HashSet<MessageName> gone)
    {
        if (isDeleted)
        {
            gone.UnionWith(doubtful);
        }
        else
        {
            kept.InsertRange(0, doubtful);
        }
    }
}
