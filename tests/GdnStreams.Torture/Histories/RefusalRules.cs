namespace GdnStreams.Torture.Histories;

/// <summary>A server that lives, and whose disk has room, does what a right client asks.</summary>
internal static class RefusalRules
{
    public static IEnumerable<string> Problems(History history)
    {
        var mayRefuse = false;
        foreach (var happened in history.Events)
        {
            mayRefuse = happened.Kind is not (HistoryEventKind.Killed or HistoryEventKind.Stopped) && (mayRefuse || happened.Kind == HistoryEventKind.MayRefuse);
            if (happened.Kind == HistoryEventKind.Refused && !mayRefuse)
            {
                yield return $"refused by a healthy server: {happened.Who}";
            }
        }
    }
}
