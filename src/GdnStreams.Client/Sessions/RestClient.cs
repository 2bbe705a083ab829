using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>REST calls as the session's user. A call refused for its token is made once more with a new one.</summary>
internal sealed class RestClient(HttpExchange http, SignIn signIn)
{
    public Task SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct) => CallAsync(method, path, body, ct);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) =>
        Read((await CallAsync(HttpMethod.Get, path, null, ct).ConfigureAwait(false)).Content, type).Result ?? throw NotUnderstood(path, null);

    public async Task<T> PostAsync<T>(string path, byte[] body, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) =>
        Read((await CallAsync(HttpMethod.Post, path, body, ct).ConfigureAwait(false)).Content, type).Result ?? throw NotUnderstood(path, null);

    /// <summary>One call, its answer unread.</summary>
    public async Task<RestAnswer> CallAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        var authorization = await signIn.AuthorizationAsync(ct).ConfigureAwait(false);
        try
        {
            return await http.SendAsync(method, path, body, authorization, ct).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Status == 401 && signIn.CanRenew)
        {
            signIn.Refused(authorization);
            authorization = await signIn.AuthorizationAsync(ct).ConfigureAwait(false);
            return await http.SendAsync(method, path, body, authorization, ct).ConfigureAwait(false);
        }
    }

    public static T Read<T>(byte[] content, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw NotUnderstood(typeof(T).Name, null);
        }
        catch (JsonException e)
        {
            throw NotUnderstood(typeof(T).Name, e);
        }
    }

    public static GdnException NotUnderstood(string what, Exception? cause) =>
        new(GdnErrorCode.ProtocolViolation, $"The server's answer ({what}) is not understood. Is this the address of a GDN service?", cause);
}
