using System.Net.WebSockets;

namespace GdnStreams.Server.Sockets;

/// <summary>An open socket that the server may have to end.</summary>
internal interface IOpenSocket
{
    /// <summary>Closes it with a status and a reason, as far as there is a way to tell them.</summary>
    Task LeaveAsync(WebSocketCloseStatus status, string reason);
}
