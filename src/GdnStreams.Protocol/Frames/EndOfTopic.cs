using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>The answer to <see cref="ConsumerCommand.IsEndOfTopic"/>.</summary>
/// <param name="Reached">Whether the topic is terminated and this consumer has received its last message.</param>
public sealed record EndOfTopic([property: JsonPropertyName("endOfTopic")] bool Reached);
