namespace GdnStreams.Client;

/// <summary>What the checks of options have in common.</summary>
internal static class Option
{
    /// <exception cref="ArgumentException">It does not hold; the message says what is allowed.</exception>
    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
