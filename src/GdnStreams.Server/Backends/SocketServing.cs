using GdnStreams.Server.Operations;
using GdnStreams.Server.Sockets;

namespace GdnStreams.Server.Backends;

/// <summary>What serving a socket needs of the server.</summary>
/// <param name="Admission">Who may open which.</param>
/// <param name="Open">The open ones.</param>
/// <param name="Metrics">Counts them and what goes through them.</param>
/// <param name="IdleTime">After which time without a frame one is closed; zero is never.</param>
/// <param name="KeepAlive">After which time without a frame a client is asked whether it is still there; zero is never.</param>
/// <param name="Time">The clock.</param>
/// <param name="Stopping">The server stops.</param>
internal sealed record SocketServing(SocketAdmission Admission, OpenSockets Open, ServerMetrics Metrics, TimeSpan IdleTime, TimeSpan KeepAlive, TimeProvider Time, CancellationToken Stopping);
