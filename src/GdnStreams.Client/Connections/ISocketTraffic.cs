using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What flows over one <see cref="SocketConnection"/>; called by its loops only.</summary>
internal interface ISocketTraffic
{
    /// <summary>The address of the next attempt, without secrets.</summary>
    ValueTask<StreamSocketAddress> NextAddressAsync(CancellationToken cancellationToken);

    /// <summary>A socket is open; what the previous one left unanswered must be written again.</summary>
    void Opened();

    /// <summary>Writes the next frame; false where there is nothing to send now.</summary>
    bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame);

    /// <summary>Takes one whole frame; the memory is valid until the task ends. It may wait for room: that is back-pressure, not silence.</summary>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>How long this end's goodbye has to wait yet, or until it is rung for, so that the server does not lose with it what was written before. Asked again then.</summary>
    TimeSpan GoodbyePause { get; }

    /// <summary>The server has closed its side. What it takes all the same may still be written; then its goodbye is answered.</summary>
    /// <param name="isAnswer">Whether that answers this end's goodbye: it has read all that was written.</param>
    void Left(bool isAnswer);

    /// <summary>The socket is gone, and nothing more comes from it.</summary>
    void Lost();

    /// <summary>For runtimes that cannot ping: sees to it that the server owes an answer. False where nothing can be asked now.</summary>
    bool Ask();

    /// <summary>The connection has ended for good.</summary>
    void Ended(GdnException reason);
}
