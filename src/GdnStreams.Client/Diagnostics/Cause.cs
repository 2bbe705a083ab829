namespace GdnStreams.Client;

/// <summary>What lies at the bottom of a failure, as a sentence that others can follow: some systems end theirs with a full stop, some do not.</summary>
internal static class Cause
{
    // What TLS says of an answer that is not TLS, on .NET's platforms.
    private static readonly string[] NotTls = ["frame size", "corrupted frame", "wrong version number", "unexpected or badly formatted"];

    public static string Of(Exception failure)
    {
        var text = failure.GetBaseException().Message.TrimEnd();
        if (NotTls.Any(words => text.Contains(words)))
        {
            return "It does not speak https there. Where it has no certificate, give http:// instead.";
        }

        return text is [.., '.' or '!' or '?'] ? text : text + ".";
    }
}
