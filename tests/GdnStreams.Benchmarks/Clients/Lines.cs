using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>How driver and clients, .NET's and others, write to each other: one line of JSON each.</summary>
internal static class Lines
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Options)!;
}
