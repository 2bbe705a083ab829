using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Opens one socket with a credential that is valid now, and says in the terms of the wire why it could not.</summary>
internal sealed class SocketOpener(SignIn signIn, GdnSessionOptions options, ServiceDialect dialect, TimeProvider time)
{
    public async Task<OpenSocket> OpenAsync(StreamSocketAddress address, CancellationToken cancellationToken)
    {
        var authorization = await signIn.AuthorizationAsync(cancellationToken).ConfigureAwait(false);
        var started = time.GetTimestamp();
        var socket = new ClientWebSocket();
        using var limit = Clock.Limit(time, options.ConnectTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // Pings are sent by the connection, which also waits for their answers.
            socket.Options.KeepAliveInterval = OpenSocket.CanPing ? TimeSpan.Zero : options.KeepAliveInterval;
            if (authorization.Length > 0)
            {
                socket.Options.SetRequestHeader("Authorization", authorization);
            }

            var opened = await ConnectAsync(socket, AddressOf(address), either.Token).ConfigureAwait(false);
            Tell(address, started, "101");
            return opened;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException or SocketException or IOException)
        {
            var (status, number) = RefusalOf(socket, e);
            Tell(address, started, status == 0 ? "no answer" : $"{status}");
            Discard(socket);
            cancellationToken.ThrowIfCancellationRequested();
            if (status == 401)
            {
                signIn.Refused(authorization);
            }

            throw Explain(address, status, number, limit.IsCancellationRequested, e);
        }
        catch
        {
            Discard(socket);
            throw;
        }
    }

#if NETSTANDARD2_0
    private static void Discard(ClientWebSocket socket)
    {
        // A socket that was cancelled while connecting disposes itself (FrameworkSockets).
        if (socket.State != WebSocketState.Connecting)
        {
            socket.Dispose();
        }
    }

    private async Task<OpenSocket> ConnectAsync(ClientWebSocket socket, Uri address, CancellationToken cancellationToken)
    {
        if (options.Proxy is not null)
        {
            socket.Options.Proxy = options.Proxy;
        }

        await FrameworkSockets.ConnectAsync(socket, address, cancellationToken).ConfigureAwait(false);
        return new OpenSocket(socket, time);
    }
#else
    private static void Discard(ClientWebSocket socket) => socket.Dispose();

    private async Task<OpenSocket> ConnectAsync(ClientWebSocket socket, Uri address, CancellationToken cancellationToken)
    {
        // One handler for each socket, because it wraps this socket's stream only.
        WireStream? wire = null;
        var handler = HttpHandlers.Create(options);
        handler.PlaintextStreamFilter = (context, _) => new ValueTask<Stream>(wire = new WireStream(context.PlaintextStream, time));
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        socket.Options.CollectHttpResponseDetails = true;
        await socket.ConnectAsync(address, invoker, cancellationToken).ConfigureAwait(false);
        return new OpenSocket(socket, wire!);
    }
#endif

    private void Tell(StreamSocketAddress address, long started, string outcome)
    {
        if (options.Trace is { IsOn: true } trace)
        {
            trace.Tell($"GET {AddressOf(address).PathAndQuery}", $"{outcome} in {time.GetElapsedTime(started).TotalMilliseconds:0.0} ms");
        }
    }

    private Uri AddressOf(StreamSocketAddress address) => new(
        (Base.Scheme is "https" or "wss" ? "wss://" : "ws://") + Base.Authority + Base.AbsolutePath.TrimEnd('/') + dialect.PathOf(address));

    private Uri Base => options.WebSocketUrl ?? options.Url;

    private GdnException Explain(StreamSocketAddress address, int status, int number, bool timedOut, Exception cause)
    {
        var stream = address.Topic.TryGetStream(out _, out var name) ? name.Topic : address.Topic.ToString();
        var kind = address switch
        {
            ProducerAddress => "producer",
            ConsumerAddress => "consumer",
            _ => "reader",
        };
        if (timedOut)
        {
            return new GdnException(
                GdnErrorCode.Timeout, $"The {kind} of {stream} at {Base} did not open within {options.ConnectTimeout.TotalSeconds:0} s. Try again, or allow more ConnectTimeout.", cause);
        }

        var code = (status, address) switch
        {
            (0, _) => GdnErrorCode.ConnectionFailed,
            (404, _) => GdnErrorCode.StreamNotFound,
            (409, ProducerAddress) => GdnErrorCode.ProducerBusy,
            (409, _) => GdnErrorCode.SubscriptionBusy,
            _ when number == ErrorStatuses.ToErrorNumber(GdnErrorCode.StreamTerminated) => GdnErrorCode.StreamTerminated,
            _ => ErrorStatuses.FromResponse(status),
        };
        var text = code switch
        {
            GdnErrorCode.ConnectionFailed => $"Nothing answers at {Base}: {Cause.Of(cause)} Check the address, the network and the certificate.",
            GdnErrorCode.StreamNotFound => $"There is no stream {stream}. Create it first.",
            GdnErrorCode.StreamTerminated => $"The stream {stream} was terminated and takes no more messages.",
            GdnErrorCode.ProducerBusy => $"Another producer of this name is connected to {stream}. Close it, or choose another ProducerName.",
            GdnErrorCode.SubscriptionBusy => $"The subscription {(address as ConsumerAddress)?.Subscription} of {stream} is in use. An exclusive subscription takes one consumer, and all its consumers use one type: close the other one, or use Shared.",
            GdnErrorCode.Unauthorized => $"{Base} did not accept the credential for {stream}. Sign in again.",
            GdnErrorCode.Forbidden => $"The credential does not allow access to {stream}. Ask for the right on this stream.",
            _ => $"{Base} answered {status} to the {kind} of {stream}.",
        };
        return new GdnException(code, text, cause) { Status = status };
    }

    /// <summary>The status of a refused handshake and the server's number for the error; 0 where it did not tell.</summary>
    private static (int Status, int Number) RefusalOf(ClientWebSocket socket, Exception cause)
    {
#if NETSTANDARD2_0
        for (var e = cause; e is not null; e = e.InnerException!)
        {
            if (e is WebException { Response: HttpWebResponse response })
            {
                return ((int)response.StatusCode, NumberOf(response.Headers[RestHeaders.ErrorNumber]));
            }
        }

        // The runtime tells the status only in its message: "The server returned status code '409' when status code '101' was expected."
        _ = socket;
        var parts = cause.Message.Split('\'');
        return (parts.Length > 1 && int.TryParse(parts[1], out var status) && status is >= 300 and < 600 ? status : 0, 0);
#else
        _ = cause;
        return socket.HttpStatusCode == HttpStatusCode.SwitchingProtocols ? (0, 0)
            : ((int)socket.HttpStatusCode, socket.HttpResponseHeaders is { } headers && headers.TryGetValue(RestHeaders.ErrorNumber, out var values) ? NumberOf(values.FirstOrDefault()) : 0);
#endif
    }

    private static int NumberOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
