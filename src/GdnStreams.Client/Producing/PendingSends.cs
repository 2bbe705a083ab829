namespace GdnStreams.Client;

/// <summary>The unanswered messages of a producer by their context, a number that counts up: a ring that grows to what is needed. Not thread-safe.</summary>
internal sealed class PendingSends
{
    private PendingSend[] _ring = new PendingSend[16];
    private int[] _sizes = new int[16];

    /// <summary>Context of the oldest message; <see cref="End"/> where there is none.</summary>
    public long First { get; private set; } = 1;

    /// <summary>Context that the next message will get.</summary>
    public long End { get; private set; } = 1;

    /// <summary>How many places are taken.</summary>
    public int Count => (int)(End - First);

    /// <summary>Payload bytes in the taken places.</summary>
    public long Bytes { get; private set; }

    /// <summary>The message of a context from <see cref="First"/> to before <see cref="End"/>.</summary>
    public ref PendingSend this[long context] => ref _ring[context & (_ring.Length - 1)];

    /// <summary>Whether the message of this context has not ended yet.</summary>
    public bool Contains(long context) => context >= First && context < End && !this[context].IsDone;

    public void Add(in PendingSend send)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        this[End] = send;
        _sizes[End & (_sizes.Length - 1)] = send.Size;
        Bytes += send.Size;
        End++;
    }

    /// <summary>Ends a message, lets go of all it holds, and frees the places of all that are over up to the oldest that is not.</summary>
    public void Remove(long context)
    {
        this[context] = new PendingSend { IsDone = true };
        while (First < End && this[First].IsDone)
        {
            Bytes -= _sizes[First & (_sizes.Length - 1)];
            this[First] = default;
            First++;
        }
    }

    private void Grow()
    {
        var (ring, sizes) = (new PendingSend[_ring.Length * 2], new int[_ring.Length * 2]);
        for (var context = First; context < End; context++)
        {
            ring[context & (ring.Length - 1)] = this[context];
            sizes[context & (ring.Length - 1)] = _sizes[context & (_sizes.Length - 1)];
        }

        (_ring, _sizes) = (ring, sizes);
    }
}
