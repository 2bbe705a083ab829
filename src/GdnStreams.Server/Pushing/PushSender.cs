using System.Net;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Pushing;

/// <summary>
/// Sends requests and looks at the status of their answers only: no redirect is followed, no proxy of the environment used, no cookie and no body
/// kept. Thread-safe.
/// </summary>
internal sealed class PushSender : IDisposable
{
    private const int HeaderKilobytes = 16;
    private const int DrainedBytes = 16 * 1024;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2); // Then the name is looked up again.
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;

    public PushSender(PushAddresses addresses, TimeProvider time)
    {
        _time = time;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = addresses.ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = HeaderKilobytes,
            MaxResponseDrainSize = DrainedBytes,
            ResponseDrainTimeout = DrainTime,
            PooledConnectionLifetime = ConnectionLife,
        });
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long the answer may take, until its headers are here.</param>
    /// <param name="cancellationToken">Gives up; then nobody knows whether it was taken.</param>
    public async Task<PushOutcome> SendAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return Read(response, _time.GetElapsedTime(start));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"There was no answer within {limit.TotalSeconds:0} s.");
        }
        catch (HttpRequestException e)
        {
            return Failed(Words(e));
        }

        PushOutcome Failed(string error) => new(0, error, null, _time.GetElapsedTime(start));
    }

    public void Dispose() => _http.Dispose();

    private PushOutcome Read(HttpResponseMessage response, TimeSpan elapsed)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return new PushOutcome(status, null, null, elapsed);
        }

        var after = response.Headers.RetryAfter;
        var isRedirect = status is >= 300 and < 400;
        return new PushOutcome(status, $"It answered {status}.{(isRedirect ? " Redirects are not followed: give the address that it leads to." : "")}", after?.Delta ?? after?.Date - _time.GetUtcNow(), elapsed);
    }

    // The messages of the exceptions name hosts and ports, and some repeat what the receiver sent.
    private static string Words(HttpRequestException e) => e switch
    {
        { InnerException: GdnException refusal } => refusal.Message,
        { HttpRequestError: HttpRequestError.NameResolutionError } => "The name of the url has no address.",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "TLS failed: the certificate is not trusted, is for another name, or there is no TLS.",
        { HttpRequestError: HttpRequestError.ConnectionError } => "The connection failed: nothing accepts it there, or it cannot be reached.",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => $"The headers of the answer are larger than {HeaderKilobytes} KiB.",
        { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } => "What answers there does not speak HTTP.",
        _ => "The connection broke before the answer.",
    };
}
