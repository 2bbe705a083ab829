using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using Microsoft.AspNetCore.Http.Features;

namespace GdnStreams.Server.Sockets;

/// <summary>The handshake: address, credential and rights come first.</summary>
internal sealed class SocketEndpoint(SocketAdmission admission, SocketCounts counts, ISocketServer server)
{
    public void Map(WebApplication app)
    {
        app.Map("/ws/v2/{**rest}", AcceptAsync);
        app.Map(StreamSocketAddress.GdnPrefix + "/ws/v2/{**rest}", AcceptAsync);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new GdnException(GdnErrorCode.MethodNotAllowed, "This address is a WebSocket: connect with an upgrade request.");
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var address = StreamSocketAddress.Parse(query < 0 ? target : target[..query], query < 0 ? "" : target[query..]);
        try
        {
            var identity = await admission.AdmitAsync(context, address);
            using var counted = counts.Add(identity);
            await server.ServeAsync(context, address, identity);
        }
        finally
        {
            admission.Opened(address); // Or refused. Either way nobody has to wait for it any more.
        }
    }

    /// <summary>A full topic name, or a short name in the namespace of the consumer's topic, which gets the same prefix if it has none.</summary>
    public static TopicName DeadLetterTopic(ConsumerAddress address, string name) =>
        name.Contains("://", StringComparison.Ordinal) ? TopicName.Parse(name)
        : address.Topic.TryGetStream(out _, out var stream) && StreamName.TryParse(name, out var given) && given.Scope == StreamScope.Collection && stream.Scope != StreamScope.Collection
            ? address.Topic with { Topic = StreamName.Create(name, stream.Scope).Topic }
            : address.Topic with { Topic = name };
}
