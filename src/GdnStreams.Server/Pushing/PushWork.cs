using GdnStreams.Engine;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Pushing;

/// <summary>What all pushes work with.</summary>
/// <param name="Engine">Where the messages are.</param>
/// <param name="Sender">Sends the requests.</param>
/// <param name="Metrics">Counts them.</param>
/// <param name="Log">Told of what begins to fail and what recovers.</param>
/// <param name="Time">The clock.</param>
/// <param name="Gone">Told that the stream or the subscription of a push is gone.</param>
internal sealed record PushWork(StreamEngine Engine, PushSender Sender, ServerMetrics Metrics, ILogger Log, TimeProvider Time, Action<Push> Gone);
