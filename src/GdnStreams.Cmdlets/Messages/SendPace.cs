using System.Diagnostics;
using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Holds senders to a rate, which those that have it share.</summary>
/// <param name="rate">Most messages a second.</param>
internal sealed class SendPace(double rate)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private readonly Stopwatch _clock = new();
    private long _messages;

    /// <summary>Waits until the next message may be sent; on the pipeline thread.</summary>
    public void Wait(CancellationToken cancellationToken)
    {
        _clock.Start();
        var wait = TimeSpan.FromSeconds(_messages++ / rate) - _clock.Elapsed;
        if (wait > ShortestPause && cancellationToken.WaitHandle.WaitOne(wait))
        {
            throw new PipelineStoppedException();
        }
    }
}
