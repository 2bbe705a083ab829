using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Pulsar's calls with JSON bodies, both ways. GDN's calls are in <see cref="RestApi"/>.</summary>
internal static class RestCalls
{
    /// <summary>The body that the answer has.</summary>
    public static async Task<T> ReadAsync<T>(
        this RestClient rest, HttpMethod method, string path, ReadOnlyMemory<byte>? body, JsonTypeInfo<T> type, CancellationToken ct) =>
        RestClient.Read((await rest.CallAsync(method, path, body, ct).ConfigureAwait(false)).Content, type);

    /// <summary>A body to send.</summary>
    public static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
