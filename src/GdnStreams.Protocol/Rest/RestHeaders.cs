namespace GdnStreams.Protocol;

/// <summary>Headers of this API's answers.</summary>
internal static class RestHeaders
{
    /// <summary>The server's id of the request.</summary>
    public const string RequestId = "x-gdn-requestid";

    /// <summary>The <c>errorNum</c> of a refusal's body, for who cannot read that: of a WebSocket's handshake.</summary>
    public const string ErrorNumber = "x-gdn-errornum";
}
