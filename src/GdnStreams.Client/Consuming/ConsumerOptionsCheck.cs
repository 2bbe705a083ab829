namespace GdnStreams.Client;

/// <summary>The bounds of <see cref="ConsumerOptions"/>, which a server would only answer with a bare status.</summary>
internal static class ConsumerOptionsCheck
{
    public static void Check(ConsumerOptions options)
    {
        Option.Require(options.AckTimeout is not { } timeout || timeout == TimeSpan.Zero || timeout >= TimeSpan.FromSeconds(1), "AckTimeout is at least 1 second, or zero for never.");
        Option.Require(options.NegativeAckDelay is not { } delay || (delay >= TimeSpan.Zero && delay.TotalMilliseconds <= int.MaxValue), "NegativeAckDelay is zero to 24 days.");
        Option.Require(options.ConsumerName is not { } name || name.Trim().Length > 0, "ConsumerName is blank. Leave it out to let the server make one up.");
        Option.Require(options.PriorityLevel is null or >= 0, "PriorityLevel is at least 0; lower is served first.");
        Option.Require(options.MaxRedeliverCount is null or >= 1, "MaxRedeliverCount is at least 1. Leave it out for no dead letters.");
        Option.Require(options.DeadLetterTopic is null || options.MaxRedeliverCount is not null, "DeadLetterTopic needs MaxRedeliverCount.");
    }
}
