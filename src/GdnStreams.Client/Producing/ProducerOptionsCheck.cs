namespace GdnStreams.Client;

/// <summary>The bounds of <see cref="ProducerOptions"/>.</summary>
internal static class ProducerOptionsCheck
{
    public static void Check(ProducerOptions options)
    {
        Option.Require(options.MaxPendingMessages >= 1, "MaxPendingMessages is at least 1.");
        Option.Require(options.MaxPendingBytes >= 1, "MaxPendingBytes is at least 1.");
        Option.Require(options.SendTimeout >= TimeSpan.Zero && options.SendTimeout.TotalMilliseconds <= int.MaxValue, "SendTimeout is zero (for ever) to 24 days.");
        Option.Require(options.ProducerName is not { } name || name.Trim().Length > 0, "ProducerName is blank. Leave it out to have one made up.");
        Option.Require(options.InitialSequenceId is null or >= -1, "InitialSequenceId is at least -1: the number before the first message's own.");
    }
}
