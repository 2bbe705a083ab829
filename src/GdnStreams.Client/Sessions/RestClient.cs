using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>REST calls as the session's user. A call refused for its token is made once more with a new one.</summary>
internal sealed class RestClient(HttpExchange http, SignIn signIn)
{
    /// <summary>A call of GDN's table without a body; the answer is not looked at.</summary>
    public Task DoAsync(RestCall call, string path, CancellationToken ct) => CallAsync(new HttpMethod(call.Method), path, null, ct);

    /// <summary>A call of GDN's table with a body; the answer is not looked at.</summary>
    public Task DoAsync<TRequest, TAnswer>(JsonBodyCall<TRequest, TAnswer> call, string path, TRequest request, CancellationToken ct) =>
        CallAsync(new HttpMethod(call.Method), path, call.Write(request), ct);

    /// <summary>A call of GDN's table, with or without a body of bytes, and its answer.</summary>
    public async Task<T> AskAsync<T>(JsonCall<T> call, string path, CancellationToken ct, ReadOnlyMemory<byte>? body = null) =>
        Read((await CallAsync(new HttpMethod(call.Method), path, body, ct).ConfigureAwait(false)).Content, call.Read);

    /// <summary>A call of GDN's table with a body, and its answer.</summary>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(JsonBodyCall<TRequest, TAnswer> call, string path, TRequest request, CancellationToken ct) =>
        AskAsync(call, path, ct, call.Write(request));

    /// <summary>Any call without an answer that counts.</summary>
    public Task SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct) => CallAsync(method, path, body, ct);

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

    public static T Read<T>(byte[] content, JsonTypeInfo<T> type) => Read(content, bytes => JsonSerializer.Deserialize(bytes, type));

    public static T Read<T>(byte[] content, Func<byte[], T?> read)
    {
        try
        {
            return read(content) ?? throw NotUnderstood(typeof(T).Name, null);
        }
        catch (JsonException e)
        {
            throw NotUnderstood(typeof(T).Name, e);
        }
    }

    public static GdnException NotUnderstood(string what, Exception? cause) =>
        new(GdnErrorCode.ProtocolViolation, $"The server's answer ({what}) is not understood. Is this the address of a GDN service?", cause);
}
