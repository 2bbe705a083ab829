using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What flows over one <see cref="SocketConnection"/>; called by its loops only.</summary>
internal interface ISocketTraffic
{
    /// <summary>The address of the next attempt, without secrets.</summary>
    SocketAddress NextAddress();

    /// <summary>A socket is open; what the previous one left unanswered must be written again.</summary>
    void Opened();

    /// <summary>Writes the next frame; false where there is nothing to send now.</summary>
    bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame);

    /// <summary>Takes one whole frame; the memory is valid until the task ends.</summary>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>The connection has ended for good.</summary>
    void Ended(GdnException reason);
}
