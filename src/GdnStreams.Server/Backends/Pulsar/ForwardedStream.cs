using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>
/// The connection of a client whose frames go through unread. Between two of them it can be asked whether it is still there, and be told why its socket ends; from then on nothing
/// goes through.
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="settling">How long the client's goodbye stays behind what it sent before, as the Pulsar may lose both together.</param>
/// <param name="time">The clock of that.</param>
/// <remarks>Disposing of it does nothing: the connection is the request's, and there may be something left to say.</remarks>
internal sealed class ForwardedStream(Stream inner, TimeSpan settling, TimeProvider time) : Stream
{
    private const byte Goodbye = 0x88;
    private const int MostReason = 123; // A control frame has 125 bytes at most, two of them for the status.
    private static readonly byte[] Ping = [0x89, 0];
    private readonly SemaphoreSlim _writing = new(1);
    private readonly PassingFrames _toClient = new();
    private readonly PassingFrames _fromClient = new();
    private byte[]? _goodbye;
    private ReadOnlyMemory<byte> _keptBack;
    private bool _hasPassed;
    private long _passed;
    private volatile bool _hasLeft;
    private volatile bool _isWaiting;
    private volatile bool _hasArrived;
    private volatile bool _isAsked;
    private long _asked;
    private volatile bool _isPinged;
    private volatile bool _hasClientEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool MaySpeak => !_hasLeft && _toClient is { IsBetween: true, HasGoodbye: false };

    /// <summary>Whether nobody here has ended it, with or without a goodbye, so that it was the Pulsar that broke it where it has ended.</summary>
    public bool IsOpenHere => !_hasLeft && !_hasClientEnded && !_toClient.HasGoodbye && !_fromClient.HasGoodbye;

    /// <summary>Whether the client has sent a frame over Pulsar's usual limit.</summary>
    public bool HasHugeFrame => _fromClient.HasHuge;

    /// <summary>Says goodbye as soon as no frame is on its way. What the client sends afterwards is read up to its own goodbye, and is for nobody.</summary>
    public async Task LeaveAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _goodbye ??= Frame(status, reason);
            await TryLeaveAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// To be called once in each period: asks a client of which nothing arrived in this one, as soon as no frame is on its way. Its answer goes through. While nobody
    /// reads here, because the Pulsar takes no more, the client is not silent.
    /// </summary>
    /// <param name="period">The period.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Whether the client may still be there; false where nothing came since it was asked a period ago.</returns>
    public async Task<bool> AskAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        if (_hasArrived || !_isWaiting)
        {
            _hasArrived = _isAsked = _isPinged = false;
            return true;
        }

        if (_isAsked)
        {
            // A timer that was late makes up for it: the next call may come at once.
            return time.GetElapsedTime(_asked) < period / 2;
        }

        (_isAsked, _asked) = (true, time.GetTimestamp());
        if (await _writing.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            try
            {
                await TryPingAsync(cancellationToken);
            }
            finally
            {
                _writing.Release();
            }
        }

        return true;
    }

    /// <summary>Reads up to the client's goodbye, for nobody.</summary>
    public async Task ReadToGoodbyeAsync(CancellationToken cancellationToken)
    {
        _hasLeft = true;
        var buffer = new byte[16 * 1024];
        while (await ReadAsync(buffer, cancellationToken) > 0)
        {
            // Nothing but the end is of interest.
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isWaiting = true;
        if (_hasPassed)
        {
            // Who forwards has written it by now.
            (_hasPassed, _passed) = (false, time.GetTimestamp());
        }

        // Who forwards waits with an empty buffer until there is something, and then gets it at once: so a socket on which nothing moves holds no memory.
        return buffer.IsEmpty && _keptBack.IsEmpty ? inner.ReadAsync(buffer, cancellationToken) : TakeAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!_hasLeft)
            {
                await inner.WriteAsync(buffer, cancellationToken);
                _toClient.Pass(buffer.Span);
                _passed = _passed == 0 ? 0 : time.GetTimestamp(); // It may be the answer that proves acknowledgements.
                await TryPingAsync(cancellationToken);
                await TryLeaveAsync(cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_keptBack.IsEmpty)
        {
            return await GiveBackAsync(buffer, cancellationToken);
        }

        while (true)
        {
            _isWaiting = true;
            var count = await inner.ReadAsync(buffer, cancellationToken);
            (_isWaiting, _hasArrived) = (false, true);
            var inFront = _fromClient.Pass(buffer.Span[..count]);
            _hasClientEnded |= count == 0;
            if (count == 0)
            {
                return 0;
            }

            if (!_hasLeft)
            {
                return inFront == count ? Passed(count) : await KeepBackAsync(buffer[..count], inFront, cancellationToken);
            }

            if (_fromClient.HasGoodbye)
            {
                await SettleAsync(cancellationToken);
                return 0;
            }
        }
    }

    private int Passed(int count)
    {
        _hasPassed = settling > TimeSpan.Zero;
        return count;
    }

    /// <summary>What is in front of the goodbye goes through at once, the rest after a while.</summary>
    private async ValueTask<int> KeepBackAsync(Memory<byte> read, int inFront, CancellationToken cancellationToken)
    {
        _keptBack = read[inFront..].ToArray();
        return inFront > 0 ? Passed(inFront) : await GiveBackAsync(read, cancellationToken);
    }

    private async ValueTask<int> GiveBackAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        var count = Math.Min(buffer.Length, _keptBack.Length);
        _keptBack[..count].CopyTo(buffer);
        _keptBack = _keptBack[count..];
        return count;
    }

    private Task SettleAsync(CancellationToken cancellationToken) =>
        _passed != 0 && settling - time.GetElapsedTime(_passed) is var pause && pause > TimeSpan.Zero ? Task.Delay(pause, time, cancellationToken) : Task.CompletedTask;

    private async Task TryPingAsync(CancellationToken cancellationToken)
    {
        if (_isAsked && !_isPinged && MaySpeak)
        {
            _isPinged = true;
            await inner.WriteAsync(Ping, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }
    }

    private async Task TryLeaveAsync(CancellationToken cancellationToken)
    {
        if (_goodbye is { } frame && MaySpeak)
        {
            _hasLeft = true;
            await inner.WriteAsync(frame, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }
    }

    private static byte[] Frame(WebSocketCloseStatus status, string reason)
    {
        var text = new byte[MostReason];
        Encoding.UTF8.GetEncoder().Convert(reason, text, flush: true, out _, out var length, out _);
        var frame = new byte[4 + length];
        (frame[0], frame[1]) = (Goodbye, (byte)(2 + length));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)status);
        text.AsSpan(0, length).CopyTo(frame.AsSpan(4));
        return frame;
    }
}
