using System.Net;
using System.Net.WebSockets;
using GdnStreams.Protocol;
using SocketAddress = GdnStreams.Protocol.SocketAddress;

namespace GdnStreams.Client;

/// <summary>Opens one socket with fresh credentials and says in the terms of the wire why it could not.</summary>
internal sealed class SocketOpener(RestClient rest, GdnSessionOptions options, TimeProvider time)
{
    public async Task<ClientWebSocket> OpenAsync(SocketAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await AttemptAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Unauthorized && rest.CanSignInAgain)
        {
            await rest.SignInAgainAsync(cancellationToken).ConfigureAwait(false);
            return await AttemptAsync(address, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ClientWebSocket> AttemptAsync(SocketAddress address, CancellationToken cancellationToken)
    {
        var otp = await rest.GetOtpAsync(cancellationToken).ConfigureAwait(false);
        var socket = new ClientWebSocket();
        using var limit = Clock.Limit(time, options.ConnectTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(30);
            if (otp is null && rest.Authorization.Length > 0)
            {
                socket.Options.SetRequestHeader("Authorization", rest.Authorization);
            }

#if NETSTANDARD2_0
            await FrameworkSockets.ConnectAsync(socket, AddressOf(address with { Otp = otp }), either.Token).ConfigureAwait(false);
#else
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(AddressOf(address with { Otp = otp }), either.Token).ConfigureAwait(false);
#endif
            return socket;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            var status = StatusOf(socket, e);
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(address, status, limit.IsCancellationRequested, e);
        }
    }

    private Uri AddressOf(SocketAddress address) => new(
        (options.Url.Scheme == Uri.UriSchemeHttps ? "wss://" : "ws://") + options.Url.Authority
        + options.Url.AbsolutePath.TrimEnd('/') + address.ToPathAndQuery(options.Dialect == GdnDialect.Pulsar ? SocketAddress.PulsarPrefix : SocketAddress.GdnPrefix));

    private GdnException Explain(SocketAddress address, int status, bool timedOut, Exception cause)
    {
        if (timedOut)
        {
            return new GdnException(
                GdnErrorCode.Timeout, $"{address} at {options.Url} did not open within {options.ConnectTimeout.TotalSeconds:0} s. Try again, or allow more ConnectTimeout.", cause);
        }

        var code = (status, address) switch
        {
            (0, _) => GdnErrorCode.ConnectionFailed,
            (404, _) => GdnErrorCode.StreamNotFound,
            (409, ProducerAddress) => GdnErrorCode.ProducerBusy,
            (409, _) => GdnErrorCode.SubscriptionBusy,
            _ => StatusCodes.FromResponse(status),
        };
        var text = code switch
        {
            GdnErrorCode.ConnectionFailed => $"Nothing answers at {options.Url}: {cause.GetBaseException().Message} Check the address, the network and the certificate.",
            GdnErrorCode.StreamNotFound => $"There is no stream {address.Topic}. Create it first.",
            GdnErrorCode.ProducerBusy => $"Another producer of this name is connected to {address.Topic}. Close it, or choose another ProducerName.",
            GdnErrorCode.SubscriptionBusy => $"The subscription {(address as ConsumerAddress)?.Subscription} of {address.Topic} is in use. An exclusive subscription takes one consumer, and all its consumers use one type: close the other one, or use Shared.",
            GdnErrorCode.Unauthorized => $"{options.Url} did not accept the credential for {address.Topic}. Sign in again.",
            GdnErrorCode.Forbidden => $"The credential does not allow access to {address.Topic}. Ask for the right on this stream.",
            _ => $"{options.Url} answered {status} for {address}.",
        };
        return new GdnException(code, text, cause) { Status = status };
    }

    private static int StatusOf(ClientWebSocket socket, Exception cause)
    {
#if NETSTANDARD2_0
        for (var e = cause; e is not null; e = e.InnerException!)
        {
            if (e is WebException { Response: HttpWebResponse response })
            {
                return (int)response.StatusCode;
            }
        }

        // The runtime says it in words only: "The server returned status code '409' when status code '101' was expected."
        _ = socket;
        var parts = cause.Message.Split('\'');
        return parts.Length > 1 && int.TryParse(parts[1], out var status) && status is >= 300 and < 600 ? status : 0;
#else
        _ = cause;
        return socket.HttpStatusCode == HttpStatusCode.SwitchingProtocols ? 0 : (int)socket.HttpStatusCode;
#endif
    }
}
