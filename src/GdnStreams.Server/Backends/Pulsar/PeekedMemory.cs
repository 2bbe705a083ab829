using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>What a peek takes of the memory budget until its answer has left, as in the engine in this process.</summary>
internal sealed class PeekedMemory : IDisposable
{
    /// <summary>Each message exists as it was read, as JSON with a Base64 payload, again while that buffer grows, and again while it is sent.</summary>
    private const int Copies = 6;

    /// <summary>What the client library reads at most, but for one message that is larger.</summary>
    private const long MostBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly MemoryBudget _memory;
    private long _held;

    private PeekedMemory(MemoryBudget memory, long held) => (_memory, _held) = (memory, held);

    /// <summary>Takes what a peek may need before it reads anything.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.LimitExceeded"/>: others hold it.</exception>
    public static async Task<PeekedMemory> TakeAsync(MemoryBudget memory, CancellationToken cancellationToken)
    {
        var held = Math.Min(MostBytes * Copies, memory.Most / 2);
        return await memory.TryTakeAsync(held, Patience, cancellationToken) ? new PeekedMemory(memory, held) : throw memory.Refusal("a peek");
    }

    /// <summary>Keeps what these payloads need, and gives the rest back.</summary>
    public void Keep(long bytes)
    {
        var needed = bytes * Copies;
        if (needed > _held)
        {
            _memory.Take(needed - _held);
        }
        else
        {
            _memory.Give(_held - needed);
        }

        _held = needed;
    }

    public void Dispose() => _memory.Give(Interlocked.Exchange(ref _held, 0));
}
