namespace GdnStreams.Engine;

/// <summary>Reckoning with times that may be very far ahead.</summary>
internal static class Times
{
    /// <summary>The time after a delay, or the last one there is.</summary>
    public static DateTimeOffset After(this TimeProvider time, TimeSpan delay)
    {
        var now = time.GetUtcNow();
        return delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue;
    }
}
