using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Calls with JSON bodies, both ways.</summary>
internal static class RestCalls
{
    // Not in .NET Standard 2.0.
    public static readonly HttpMethod Patch = new("PATCH");

    /// <summary>The body that the answer has.</summary>
    public static async Task<T> ReadAsync<T>(
        this RestClient rest, HttpMethod method, string path, ReadOnlyMemory<byte>? body, JsonTypeInfo<T> type, CancellationToken ct) =>
        RestClient.Read((await rest.CallAsync(method, path, body, ct).ConfigureAwait(false)).Content, type);

    /// <summary>What is in GDN's envelope.</summary>
    public static async Task<T> ResultAsync<T>(
        this RestClient rest, HttpMethod method, string path, ReadOnlyMemory<byte>? body, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) =>
        (await rest.ReadAsync(method, path, body, type, ct).ConfigureAwait(false)).Result ?? throw RestClient.NotUnderstood(path, null);

    /// <summary>A body to send.</summary>
    public static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
