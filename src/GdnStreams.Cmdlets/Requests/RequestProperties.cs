namespace GdnStreams.Cmdlets;

/// <summary>The properties by which a message asks for a reply, and a reply says what it answers.</summary>
internal static class RequestProperties
{
    /// <summary>The stream that the reply goes to, with the prefix of its scope.</summary>
    public const string ReplyTo = "reply-to";

    /// <summary>What tells the reply from others; the reply repeats it.</summary>
    public const string CorrelationId = "correlation-id";

    /// <summary>In a reply: the handler failed, and with what. The payload is empty.</summary>
    public const string Error = "gdn-error";

    /// <summary>In a reply: the id of that error.</summary>
    public const string ErrorId = "gdn-error-id";

    /// <summary>How the names of streams that Invoke-GdnRequest makes for its replies begin.</summary>
    public const string StreamPrefix = "gdn-reply-";
}
