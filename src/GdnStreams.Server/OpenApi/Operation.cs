using System.Text.Json.Serialization.Metadata;

namespace GdnStreams.Server.OpenApi;

/// <summary>One request of the API as <c>/openapi.json</c> describes it.</summary>
/// <param name="Request">Method and path, such as <c>GET /streams/{topic}/stats</c>.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Answer">Body of the answer; null is none or no JSON.</param>
internal sealed record Operation(string Request, string Summary, JsonTypeInfo? Answer)
{
    /// <summary>Query parameters: <c>name type what it means</c>.</summary>
    public string[] Query { get; init; } = [];

    /// <summary>Body of the request.</summary>
    public JsonTypeInfo? Body { get; init; }

    /// <summary>Whether the body is taken as it is, byte by byte.</summary>
    public bool TakesBytes { get; init; }

    /// <summary>Status of the answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether anybody may call it.</summary>
    public bool IsOpen { get; init; }
}
