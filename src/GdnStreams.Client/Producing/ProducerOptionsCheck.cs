namespace GdnStreams.Client;

/// <summary>The bounds of <see cref="ProducerOptions"/>.</summary>
internal static class ProducerOptionsCheck
{
    public static void Check(ProducerOptions options)
    {
        Require(options.MaxPendingMessages >= 1, "MaxPendingMessages is at least 1.");
        Require(options.MaxPendingBytes >= 1, "MaxPendingBytes is at least 1.");
        Require(options.SendTimeout >= TimeSpan.Zero && options.SendTimeout.TotalMilliseconds <= int.MaxValue, "SendTimeout is zero (for ever) to 24 days.");
        Require(options.ProducerName is not { } name || name.Trim().Length > 0, "ProducerName is blank. Leave it out to have one made up.");
        Require(options.InitialSequenceId is null or >= -1, "InitialSequenceId is at least -1: the number before the first message's own.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
