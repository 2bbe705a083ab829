namespace GdnStreams.Server.Pushing;

/// <summary>How long a push waits after failures in a row.</summary>
internal static class PushBackoff
{
    /// <summary>The longest wait of its own.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait that a receiver can ask for.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    private const int MostDoublings = 9;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>One second, doubling to five minutes, of which the last half is chance: so receivers that come back are not called by all at once. A receiver that asks for more gets it, up to an hour.</summary>
    /// <param name="failures">Failures in a row, at least 1.</param>
    /// <param name="asked">What the receiver asks for.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan Wait(int failures, TimeSpan? asked, double chance)
    {
        var whole = First * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        var own = (whole < Longest ? whole : Longest) * ((1 + chance) / 2);
        return asked > own ? (asked.Value < LongestAsked ? asked.Value : LongestAsked) : own;
    }
}
