namespace GdnStreams.Cmdlets;

/// <summary>One message that a handler has and has not finished.</summary>
/// <param name="message">The message.</param>
/// <param name="lane">Messages of one lane are handled one after the other; null has no order.</param>
internal sealed class HandlerWork(GdnMessage message, string? lane)
{
    public GdnMessage Message => message;

    public string? Lane => lane;

    /// <summary>How many attempts have failed.</summary>
    public int Attempts { get; set; }

    /// <summary>When its next attempt is due, in ticks of Stopwatch; and a number that tells two of one time apart.</summary>
    public (long Time, long Number) Due { get; set; }
}
