using System.Buffers;

namespace GdnStreams.Server.Sockets;

/// <summary>
/// What Kestrel reads from sockets into and writes to them from: larger blocks than its own of 4 KiB, as each costs a system call and a change of threads.
/// A connection has one while something moves, or lies there unfinished: also who sends half a request, until Kestrel's time limit for that. They come from the
/// shared pool, which gives back what is not used, and do not count in the memory budget.
/// </summary>
internal sealed class SocketMemory : MemoryPool<byte>
{
    private const int BlockBytes = 32 * 1024;

    public override int MaxBufferSize => BlockBytes;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, MaxBufferSize);
        return Shared.Rent(BlockBytes);
    }

    protected override void Dispose(bool disposing)
    {
        // It holds nothing.
    }
}
