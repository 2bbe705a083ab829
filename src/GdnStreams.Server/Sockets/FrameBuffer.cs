using System.Buffers;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Sockets;

/// <summary>
/// Where a socket's next frame gathers. Up to 64 KiB it is one array, which the socket keeps. A larger frame gathers in pieces, so that an
/// unfinished one takes only as much memory as has arrived, and the shared pool is not left full of large arrays.
/// </summary>
/// <param name="memory">Where the pieces are counted.</param>
internal sealed class FrameBuffer(MemoryBudget memory) : IDisposable
{
    private const int UsualBytes = 16 * 1024;
    private const int PieceBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A large frame is joined only while it is handled, so about one array for each processor is needed.</summary>
    private static readonly ArrayPool<byte> Wholes = ArrayPool<byte>.Create(ProtocolLimits.MaxFrameBytes, maxArraysPerBucket: 2);

    private readonly List<byte[]> _pieces = [];
    private byte[] _first = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private byte[]? _whole;

    /// <summary>Bytes of the frame so far.</summary>
    public int Length { get; private set; }

    /// <summary>Where its next bytes go; empty where it has to grow first.</summary>
    public Memory<byte> Free => _pieces.Count == 0
        ? _first.AsMemory(Length)
        : _pieces[^1].AsMemory(Length - _first.Length - ((_pieces.Count - 1) * PieceBytes));

    /// <summary>The frame in one piece; valid until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Frame => _pieces.Count == 0 ? _first.AsMemory(0, Length) : (_whole ??= Join()).AsMemory(0, Length);

    /// <summary>Adds the bytes that were read into <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Makes room; false if the memory budget is used up and stays so for a while.</summary>
    public async ValueTask<bool> TryGrowAsync(CancellationToken cancellationToken)
    {
        if (_first.Length < PieceBytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_first.Length * 2);
            _first.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(_first);
            _first = larger;
            return true;
        }

        if (!await memory.TryTakeAsync(PieceBytes, Patience, cancellationToken))
        {
            return false;
        }

        _pieces.Add(ArrayPool<byte>.Shared.Rent(PieceBytes));
        return true;
    }

    /// <summary>Begins the next frame, and gives back what a large one took.</summary>
    public void Clear()
    {
        Length = 0;
        if (_pieces.Count > 0)
        {
            memory.Give((long)_pieces.Count * PieceBytes);
            _pieces.ForEach(piece => ArrayPool<byte>.Shared.Return(piece));
            _pieces.Clear();
        }

        if (_whole is { } whole)
        {
            _whole = null;
            Wholes.Return(whole);
        }
    }

    public void Dispose()
    {
        Clear();
        ArrayPool<byte>.Shared.Return(_first);
        _first = [];
    }

    private byte[] Join()
    {
        var whole = Wholes.Rent(Length);
        _first.CopyTo(whole, 0);
        var joined = _first.Length;
        foreach (var piece in _pieces)
        {
            var count = Math.Min(PieceBytes, Length - joined);
            piece.AsSpan(0, count).CopyTo(whole.AsSpan(joined));
            joined += count;
        }

        return whole;
    }
}
