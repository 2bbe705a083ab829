namespace GdnStreams.Client;

/// <summary>What lies at the bottom of a failure, as a sentence that others can follow: some systems end theirs with a full stop, some do not.</summary>
internal static class Cause
{
    public static string Of(Exception failure)
    {
        var text = failure.GetBaseException().Message.TrimEnd();
        return text is [.., '.' or '!' or '?'] ? text : text + ".";
    }
}
