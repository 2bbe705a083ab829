namespace GdnStreams.Protocol;

/// <summary>Headers of this API's answers.</summary>
internal static class RestHeaders
{
    /// <summary>The server's id of the request.</summary>
    public const string RequestId = "x-gdn-requestid";
}
