using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One HTTP request and its answer; every failure leaves as a <see cref="GdnException"/>.</summary>
internal sealed class HttpExchange : IDisposable
{
    private const int MaxRedirects = 5;
    private static readonly Regex TopicOfStream = new(@"(?:non-)?persistent://[^/\s]+/c8(?:global|local)\.[^/\s]+/(?=\S)", RegexOptions.CultureInvariant);
    private readonly GdnSessionOptions _options;
    private readonly ServiceDialect _dialect;
    private readonly HttpClient _http;
    private volatile bool _closed;
    private volatile object? _clockOffset;
#if NETSTANDARD2_0
    private readonly ServicePoint _servicePoint;
#endif

    public HttpExchange(GdnSessionOptions options, ServiceDialect dialect)
    {
        (_options, _dialect) = (options, dialect);
#if NETSTANDARD2_0
        _servicePoint = FrameworkSockets.Prepare(options.Url);
#endif
        _http = new HttpClient(HttpHandlers.Create(options), disposeHandler: true) { Timeout = options.RequestTimeout };
    }

    /// <summary>Base address, for people.</summary>
    public string Url => _options.Url.GetLeftPart(UriPartial.Path);

    /// <summary>How far the server's clock is ahead, by its last answer.</summary>
    public TimeSpan? ClockOffset => (TimeSpan?)_clockOffset;

    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path and query below the base address.</param>
    /// <param name="body">JSON, or the raw bytes of a message; null for none.</param>
    /// <param name="authorization">The header's value; empty for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RestAnswer> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string authorization, CancellationToken cancellationToken)
    {
        var address = new Uri(Url.TrimEnd('/') + path);
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (authorization.Length > 0)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            if (body is { } bytes)
            {
                request.Content = Content(bytes);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            var (answer, redirect) = await AttemptAsync(request, redirects < MaxRedirects, cancellationToken).ConfigureAwait(false);
            if (redirect is null)
            {
                return answer;
            }

            if (authorization.Length > 0 && !_options.AllowUnencrypted && Unencrypted.Is(redirect))
            {
                throw new GdnException(GdnErrorCode.ConnectionFailed, "The server sends this request elsewhere. " + Unencrypted.Refusal("token", redirect));
            }

            address = redirect;
        }
    }

    /// <summary>What a call on a session that was disposed fails with, also one that was under way.</summary>
    public static GdnException Closed(Exception? cause = null) => new(GdnErrorCode.Closed, "The session is closed. Connect again.", cause);

    public void Dispose()
    {
        _closed = true;
        _http.Dispose();
#if NETSTANDARD2_0
        GC.KeepAlive(_servicePoint);
#endif
    }

    private async Task<(RestAnswer Answer, Uri? Redirect)> AttemptAsync(HttpRequestMessage request, bool mayFollow, CancellationToken cancellationToken)
    {
        var started = _options.Trace is { IsOn: true } ? TimeProvider.System.GetTimestamp() : 0;
        var outcome = "no answer";
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
#if NETSTANDARD2_0
            var content = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#else
            var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
#endif
            outcome = started == 0 ? "" : $"{(int)response.StatusCode}, {content.Length} bytes";
            _clockOffset = response.Headers.Date - TimeProvider.System.GetUtcNow();
            return response.IsSuccessStatusCode ? (new RestAnswer(content, response.Headers), null)
                : mayFollow && _dialect.RedirectOf(response, request.RequestUri!) is { } redirect ? (default, redirect)
                : throw Failure(response, content);
        }
        catch (Exception e) when (_closed && !cancellationToken.IsCancellationRequested && e is not GdnException)
        {
            throw Closed(e);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
        {
            throw new GdnException(
                GdnErrorCode.ConnectionFailed,
                $"Nothing answers at {request.RequestUri!.GetLeftPart(UriPartial.Authority)}: {Cause.Of(e)} Check the address and port, the network, the proxy, and for https the certificate.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GdnException(GdnErrorCode.Timeout, $"{_options.Url} did not answer within {_options.RequestTimeout.TotalSeconds:0} s.", e);
        }
        finally
        {
            if (started != 0)
            {
                _options.Trace!.Tell($"{request.Method} {request.RequestUri!.PathAndQuery}", $"{outcome} in {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:0.0} ms");
            }
        }
    }

#if NETSTANDARD2_0
    private static ByteArrayContent Content(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment) ? new(segment.Array!, segment.Offset, segment.Count) : new(bytes.ToArray());
#else
    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> bytes) => new(bytes);
#endif

    /// <summary>The server's words as a sentence, in which a stream has the name that its users know.</summary>
    private static string Sentence(string text)
    {
        text = TopicOfStream.Replace(text, "");
        return char.ToUpperInvariant(text[0]) + text.Substring(1) + (text[text.Length - 1] is '.' or '!' or '?' ? "" : ".");
    }

    private GdnException Failure(HttpResponseMessage response, byte[] content)
    {
        var status = (int)response.StatusCode;
        var (code, text) = _dialect.ReadError(status, content);
        var message = code switch
        {
            GdnErrorCode.WrongCredentials => "The e-mail address or the password is wrong.",
            GdnErrorCode.Unauthorized => $"{_options.Url.GetLeftPart(UriPartial.Authority)} does not accept the {_options.Credential.Noun}.",
            _ when string.IsNullOrEmpty(text) => $"The server answered {status} {(HttpStatusCode)status}.",
            _ => Sentence(text),
        };
        return new GdnException(code, message)
        {
            Status = status,
            RequestId = response.Headers.TryGetValues(RestHeaders.RequestId, out var ids) ? ids.FirstOrDefault() : null,
        };
    }
}
