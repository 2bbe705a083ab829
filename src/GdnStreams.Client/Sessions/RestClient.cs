using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

internal sealed class RestClient
{
    public Task SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct) => throw new NotImplementedException();

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) => throw new NotImplementedException();
}
