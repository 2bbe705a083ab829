using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>REST calls as the session's user. A call refused for its token is made once more with a new one.</summary>
internal sealed class RestClient(HttpExchange http, SignIn signIn)
{
<<<<<<< HEAD
    public Task SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct) => CallAsync(method, path, body, ct);
=======
    private readonly GdnSessionOptions _options;
    private readonly HttpClient _http;
    private volatile string _authorization = "";
    private volatile bool _noOtp;
#if NETSTANDARD2_0
    private readonly ServicePoint _servicePoint;
#endif

    public RestClient(GdnSessionOptions options)
    {
        _options = options;
#if NETSTANDARD2_0
        _servicePoint = FrameworkSockets.Prepare(options.Url);
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }, disposeHandler: true);
#else
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }, disposeHandler: true);
#endif
        _http.Timeout = options.RequestTimeout;
        _authorization = options.Credential.Kind switch
        {
            GdnCredentialKind.Token => "Bearer " + options.Credential.Secret,
            GdnCredentialKind.ApiKey => "apikey " + options.Credential.Secret,
            _ => "",
        };
    }

    public string Authorization => _authorization;

    public bool CanSignInAgain => _options.Credential.Kind == GdnCredentialKind.Password;

    public async Task<SignInReply> SignInAgainAsync(CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new SignInRequest { Email = _options.Credential.Email, Password = _options.Credential.Secret }, RestJson.Default.SignInRequest);
        var reply = Read(await ExchangeAsync(HttpMethod.Post, RestPaths.SignIn, body, signedIn: false, ct).ConfigureAwait(false), RestJson.Default.SignInReply);
        if (string.IsNullOrEmpty(reply.Jwt))
        {
            throw NotUnderstood(RestPaths.SignIn, null);
        }

        _authorization = "Bearer " + reply.Jwt;
        return reply;
    }

    /// <summary>A one-time password for one socket; null where the server has none to give.</summary>
    public async Task<string?> GetOtpAsync(CancellationToken ct)
    {
        if (_noOtp)
        {
            return null;
        }

        try
        {
            var otp = Read(await SendCoreAsync(HttpMethod.Post, RestPaths.Otp, null, ct).ConfigureAwait(false), RestJson.Default.OtpReply).Otp;
            return otp.Length > 0 ? otp : null;
        }
        catch (GdnException e) when (e.Status is 404 or 405)
        {
            _noOtp = true;
            return null;
        }
    }

    public Task SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct) => SendCoreAsync(method, path, body, ct);
>>>>>>> w5mono

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
