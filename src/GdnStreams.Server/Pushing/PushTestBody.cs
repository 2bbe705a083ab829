using System.Text.Json.Serialization;

namespace GdnStreams.Server.Pushing;

/// <summary>Body of a test delivery.</summary>
/// <param name="Type">Always <c>gdn.push.test</c>.</param>
/// <param name="Timestamp">When it was sent.</param>
/// <param name="Stream">The stream of the push, with the prefix of its scope.</param>
/// <param name="Subscription">The subscription of the push.</param>
internal sealed record PushTestBody(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("timestamp")] DateTimeOffset Timestamp,
    [property: JsonPropertyName("stream")] string Stream,
    [property: JsonPropertyName("subscription")] string Subscription);
