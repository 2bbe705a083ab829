using System.Collections.Concurrent;
using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Takes messages that were redelivered too often to the dead letter topic, one after the other and outside the subscription's lock: the
/// dead letter topic may be the very same stream.
/// </summary>
/// <param name="buryAsync">Stores a message there.</param>
/// <param name="buried">Called once it is stored there.</param>
/// <param name="refused">The dead letter topic does not accept it now: it is delivered once more, and then tried again.</param>
/// <param name="fail">What to do with an unexpected failure.</param>
internal sealed class Burials(Func<long, ConsumerSettings, Task> buryAsync, Action<long> buried, Action<long> refused, Action<Exception> fail)
{
    private readonly ConcurrentQueue<(long Entry, ConsumerSettings Settings)> _queue = new();
    private Pump? _pump;

    public bool IsIdle => _queue.IsEmpty && _pump is null or { IsIdle: true };

    public void Add(long entry, ConsumerSettings settings)
    {
        _queue.Enqueue((entry, settings));
        (_pump ??= new Pump(StepAsync, fail)).Ring();
    }

    /// <summary>Stops after the current burial.</summary>
    public Task StopAsync() => _pump?.StopAsync() ?? Task.CompletedTask;

    private async Task<bool> StepAsync()
    {
        if (!_queue.TryDequeue(out var next))
        {
            return false;
        }

        try
        {
            await buryAsync(next.Entry, next.Settings);
        }
        catch (GdnException)
        {
            refused(next.Entry);
            return true;
        }

        buried(next.Entry);
        return true;
    }
}
