using System.Net;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Sockets that go on to the Pulsar's WebSocket service, frame by frame as they are. 101 comes from there, so that it means what it means there.</summary>
internal sealed class ForwardedSockets(PulsarOptions options, PulsarCluster cluster, IHttpForwarder forwarder, HttpMessageInvoker client, SocketServing serving, ILogger log) : ISocketServer
{
    /// <summary>A Pulsar answers a handshake, or refuses it, within its own limit of 30 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(ProtocolLimits.PulsarSettlingMilliseconds);

    private readonly Outage _outage = new(log, serving.Time, "Opening sockets to the Pulsar");
    private readonly BrokenSockets _broken = new(log, serving.Time);

    // A socket is silent for as long as it likes: the Pulsar closes those that are idle.
    private static readonly ForwarderRequestConfig Config = new()
    {
        Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact, ActivityTimeout = TimeSpan.FromDays(1),
    };

    public async Task ServeAsync(HttpContext context, StreamSocketAddress address, Identity identity)
    {
        using var counted = serving.Metrics.Connected(address);
        await serving.Admission.OthersOpenedAsync(address, identity, context.RequestAborted);
        FrameUpgrade.Leave(context);
        var settling = address is ConsumerAddress ? Settling : TimeSpan.Zero;
        using var socket = new ForwardedSocket(context.Features.GetRequiredFeature<IHttpUpgradeFeature>(), serving.KeepAlive, settling, serving.Time);
        context.Features.Set<IHttpUpgradeFeature>(socket);
        using var registration = serving.Open.Add(socket, identity, address);
        await using var stopping = serving.Stopping.Register(() => _ = socket.LeaveAsync(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable, "The server is stopping."));
        using var limit = new CancellationTokenSource(Patience, serving.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, socket.Ended);
        var handshake = new ForwardedHandshake(Target(address), options.Authorization, () => Opened(address, limit));
        var error = await forwarder.SendAsync(context, options.SocketBase.ToString(), client, Config, handshake, either.Token);
        if (handshake.Refusal is { } refusal)
        {
            throw await IsTerminatedAsync(address, refusal)
                ? new GdnException(GdnErrorCode.StreamTerminated, "The stream was terminated: it takes no more messages.", refusal)
                : refusal;
        }

        var isBroken = socket.IsBroken;
        await socket.EndAsync();
        if (error == ForwarderError.None)
        {
            if (isBroken)
            {
                _broken.Add("The Pulsar closed the connection without a goodbye.");
            }

            return;
        }

        var reason = $"{error}: {context.Features.Get<IForwarderErrorFeature>()?.Exception?.GetBaseException().Message}";
        if (!context.Response.HasStarted)
        {
            _outage.Add(reason);
            throw limit.IsCancellationRequested
                ? new GdnException(GdnErrorCode.Timeout, $"The Pulsar that keeps the streams did not open the socket within {Patience.TotalSeconds:0} s. Try again.")
                : new GdnException(GdnErrorCode.Unavailable, "The Pulsar that keeps the streams cannot be reached now; the server's log says why. Try again in some seconds.");
        }

        if (error is ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination && !socket.Ended.IsCancellationRequested)
        {
            _broken.Add(reason);
        }
    }

    private void Opened(StreamSocketAddress address, CancellationTokenSource limit)
    {
        limit.CancelAfter(Timeout.InfiniteTimeSpan);
        _outage.End();
        serving.Admission.Opened(address);
    }

    /// <summary>Pulsar refuses a producer of a terminated topic as it does when it is busy. Where it does not tell which it is, its refusal stays as it is.</summary>
    private async Task<bool> IsTerminatedAsync(StreamSocketAddress address, GdnException refusal)
    {
        try
        {
            return refusal.Code == GdnErrorCode.Unavailable
                && address is ProducerAddress
                && await cluster.AskAsync(address.Topic, (session, stream) => session.Streams.IsTerminatedAsync(stream));
        }
        catch (GdnException)
        {
            return false;
        }
    }

    /// <summary>The same socket there: no secret of this server's, and the full name of the dead letters' topic, which Pulsar would put into <c>public/default</c>.</summary>
    private Uri Target(StreamSocketAddress address)
    {
        var there = address with { Otp = null, Token = null };
        if (there is ConsumerAddress { DeadLetterTopic: { } name } consumer)
        {
            there = consumer with { DeadLetterTopic = SocketEndpoint.DeadLetterTopic(consumer, name).ToString() };
        }

        return new Uri(options.SocketBase.ToString().TrimEnd('/') + there.ForPulsar().ToPathAndQuery(StreamSocketAddress.PulsarPrefix));
    }
}
