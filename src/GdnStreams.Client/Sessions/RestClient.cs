using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>REST calls with the session's credential; every failure leaves as a <see cref="GdnException"/>.</summary>
internal sealed class RestClient : IDisposable
{
    private const int MaxRedirects = 5;
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
        _noOtp = options.Dialect == GdnDialect.Pulsar;
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
        var reply = Read((await ExchangeAsync(HttpMethod.Post, RestPaths.SignIn, body, signedIn: false, ct).ConfigureAwait(false)).Content, RestJson.Default.SignInReply);
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
            var otp = Read((await CallAsync(HttpMethod.Post, RestPaths.Otp, null, ct).ConfigureAwait(false)).Content, RestJson.Default.OtpReply).Otp;
            return otp.Length > 0 ? otp : null;
        }
        catch (GdnException e) when (e.Status is 404 or 405)
        {
            _noOtp = true;
            return null;
        }
    }

    public Task SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct) => CallAsync(method, path, body, ct);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) =>
        Read((await CallAsync(HttpMethod.Get, path, null, ct).ConfigureAwait(false)).Content, type).Result ?? throw NotUnderstood(path, null);

    public async Task<T> PostAsync<T>(string path, byte[] body, JsonTypeInfo<Envelope<T>> type, CancellationToken ct) =>
        Read((await CallAsync(HttpMethod.Post, path, body, ct).ConfigureAwait(false)).Content, type).Result ?? throw NotUnderstood(path, null);

    public void Dispose() => _http.Dispose();

    /// <summary>One call, its answer unread.</summary>
    public async Task<RestAnswer> CallAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken ct)
    {
        try
        {
            return await ExchangeAsync(method, path, body, signedIn: true, ct).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Status == 401 && CanSignInAgain)
        {
            await SignInAgainAsync(ct).ConfigureAwait(false);
            return await ExchangeAsync(method, path, body, signedIn: true, ct).ConfigureAwait(false);
        }
    }

    private async Task<RestAnswer> ExchangeAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, bool signedIn, CancellationToken ct)
    {
        var address = new Uri(_options.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
        for (var redirects = 0; ; redirects++)
        {
            var (answer, redirect) = await AttemptAsync(method, address, path, body, signedIn, redirects < MaxRedirects, ct).ConfigureAwait(false);
            if (redirect is null)
            {
                return answer;
            }

            address = redirect;
        }
    }

    private async Task<(RestAnswer Answer, Uri? Redirect)> AttemptAsync(
        HttpMethod method, Uri address, string path, ReadOnlyMemory<byte>? body, bool signedIn, bool mayFollow, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, address);
        if (signedIn && _authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        }

        if (body is { } bytes)
        {
            request.Content = new ByteArrayContent(bytes.ToArray());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using var response = await _http.SendAsync(request, ct).ConfigureAwait(false);
#if NETSTANDARD2_0
            var content = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#else
            var content = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
#endif
            return response.IsSuccessStatusCode ? (new RestAnswer(content, response.Headers), null)
                : mayFollow && RedirectOf(response, address) is { } redirect ? (default, redirect)
                : throw Failure(response, content, path);
        }
        catch (HttpRequestException e)
        {
            throw new GdnException(
                GdnErrorCode.ConnectionFailed,
                $"Nothing answers at {address.GetLeftPart(UriPartial.Authority)}: {e.GetBaseException().Message} Check the address and port, the network, the proxy, and for https the certificate.", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new GdnException(GdnErrorCode.Timeout, $"{_options.Url} did not answer {path} within {_options.RequestTimeout.TotalSeconds:0} s.", e);
        }
    }

    /// <summary>The broker that owns the topic. All brokers of a cluster take the same token, so it goes along; but never from https to http.</summary>
    private Uri? RedirectOf(HttpResponseMessage response, Uri address)
    {
        if (_options.Dialect != GdnDialect.Pulsar || (int)response.StatusCode is not (307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(address, location);
        return target.Scheme == Uri.UriSchemeHttps || target.Scheme == address.Scheme ? target : null;
    }

    private GdnException Failure(HttpResponseMessage response, byte[] content, string path)
    {
        var status = (int)response.StatusCode;
        var (code, text) = _options.Dialect == GdnDialect.Pulsar ? PulsarErrors.Read(status, content) : ReadError(status, content);
        var message = string.IsNullOrEmpty(text) ? $"The server answered {status} {(HttpStatusCode)status} to {path}." : $"{text} (status {status}, {path})";
        return new GdnException(code, message)
        {
            Status = status,
            RequestId = response.Headers.TryGetValues(RestPaths.RequestIdHeader, out var ids) ? ids.FirstOrDefault() : null,
        };
    }

    private static (GdnErrorCode Code, string Text) ReadError(int status, byte[] content)
    {
        var (number, text) = (0, "");
        try
        {
            if (JsonSerializer.Deserialize(content, RestJson.Default.ErrorBody) is { } body)
            {
                (number, text) = (body.ErrorNum, body.ErrorMessage);
            }
        }
        catch (JsonException)
        {
            // Not the service's envelope, perhaps a proxy's page: the status alone decides.
        }

        return (StatusCodes.FromResponse(status, number), text);
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
        new(GdnErrorCode.ProtocolViolation, $"The server's answer ({what}) is not understood. Is this the address of a GDN service, or with the Pulsar dialect of a broker?", cause);
}
