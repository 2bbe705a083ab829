using System.Text.Json.Serialization;

namespace GdnStreams.Server.Commands;

/// <summary>The line a started server prints.</summary>
internal sealed record ServerReady([property: JsonPropertyName("url")] string Url, [property: JsonPropertyName("pid")] int ProcessId);
