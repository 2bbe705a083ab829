using System.Collections;

namespace GdnStreams.Engine;

/// <summary>Messages read by a peek. Disposing it gives back the memory for them and for the answer.</summary>
public sealed class PeekedMessages : IReadOnlyList<Delivery>, IDisposable
{
    /// <summary>Each message exists as it was read, as JSON with a Base64 payload, again while that buffer grows, and again while it is sent.</summary>
    private const int Copies = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly MemoryBudget _memory;
    private readonly IReadOnlyList<Delivery> _messages;
    private long _held;

    private PeekedMessages(MemoryBudget memory, IReadOnlyList<Delivery> messages, long held) => (_memory, _messages, _held) = (memory, messages, held);

    /// <inheritdoc/>
    public int Count => _messages.Count;

    /// <inheritdoc/>
    public Delivery this[int index] => _messages[index];

    /// <summary>Takes the memory for a page before reading it. Only a single message larger than the page takes more.</summary>
    internal static async Task<PeekedMessages> ReadAsync(
        MemoryBudget memory, long mostBytes, Func<long, Task<IReadOnlyList<Delivery>>> readAsync, CancellationToken cancellationToken)
    {
        var page = Math.Min(mostBytes, memory.Most / (2 * Copies));
        var held = page * Copies;
        if (!await memory.TryTakeAsync(held, Patience, cancellationToken))
        {
            throw memory.Refusal("a peek");
        }

        try
        {
            var messages = await readAsync(page);
            var needed = messages.Sum(message => (long)message.Message.Size) * Copies;
            if (needed > held)
            {
                memory.Take(needed - held); // One message that is larger than the page.
            }
            else
            {
                memory.Give(held - needed);
            }

            held = needed;
            return new PeekedMessages(memory, messages, held);
        }
        catch
        {
            memory.Give(held);
            throw;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Delivery> GetEnumerator() => _messages.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => _memory.Give(Interlocked.Exchange(ref _held, 0));
}
