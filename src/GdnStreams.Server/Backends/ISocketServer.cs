using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Backends;

/// <summary>Serves sockets whose owner was admitted and whose stream exists.</summary>
internal interface ISocketServer
{
    /// <summary>Answers the handshake, and serves the socket to its end.</summary>
    /// <exception cref="GdnException">Why the producer, consumer or reader cannot be opened.</exception>
    Task ServeAsync(HttpContext context, StreamSocketAddress address, Identity identity);
}
