using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace GdnStreams.Server.Sockets;

/// <summary>Has Kestrel use <see cref="SocketMemory"/>.</summary>
internal sealed class SocketMemoryFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new SocketMemory();
}
