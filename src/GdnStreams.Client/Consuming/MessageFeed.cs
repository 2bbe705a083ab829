using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The traffic of a consumer: a bounded buffer of messages one way, commands the other way.</summary>
internal abstract class MessageFeed : ISocketTraffic
{
    private readonly StreamName _stream;
    private readonly string? _subscription;
    private readonly CommandQueue _commands = new();
    private volatile bool _closing;

    protected MessageFeed(StreamName stream, string? subscription, int size, long bytes)
    {
        if (size is < 1 or > ProtocolLimits.MaxReceiverQueueSize)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, $"ReceiverQueueSize is 1 to {ProtocolLimits.MaxReceiverQueueSize}.");
        }

        if (bytes < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "MaxBufferedBytes is at least 1.");
        }

        (_stream, _subscription) = (stream, subscription);
        Buffer = new ReceiveBuffer(size, bytes);
    }

    /// <summary>Rings for the connection's send loop; set before the connection starts.</summary>
    public Action Ring { get; set; } = static () => { };

    /// <summary>Called when a message has arrived or nothing will come any more.</summary>
    public Action Arrived { get; set; } = static () => { };

    /// <summary>Whether nothing will come any more and all was taken.</summary>
    public bool IsEnded => Buffer.IsEnded;

    protected ReceiveBuffer Buffer { get; }

    public async ValueTask<ReceivedMessage> TakeAsync(CancellationToken cancellationToken)
    {
        while (await Buffer.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryTake(out var message))
            {
                return message;
            }
        }

        throw new GdnException(GdnErrorCode.Closed, "It was closed.");
    }

    public bool TryTake([NotNullWhen(true)] out ReceivedMessage? message)
    {
        while (Buffer.TryTake(out message))
        {
            Taken(message);
            if (IsWanted(message))
            {
                ClientMetrics.Taken(_stream.Topic);
                ClientTracing.Taken(message);
                return true;
            }
        }

        return false;
    }

    public async IAsyncEnumerable<ReceivedMessage> TakeAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await Buffer.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryTake(out var message))
            {
                yield return message;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Queues commands that leave together.</summary>
    /// <exception cref="GdnException">Closed.</exception>
    public void Command(IEnumerable<ConsumerCommand> commands)
    {
        EnsureOpen();
        _commands.AddAll(commands);
        Ring();
    }

    /// <summary>Queues one command.</summary>
    /// <exception cref="GdnException">Closed.</exception>
    public void Command(ConsumerCommand command)
    {
        EnsureOpen();
        Send(command);
    }

    /// <summary>Whether the topic was terminated and everything received.</summary>
    public async Task<bool> IsEndOfTopicAsync(CancellationToken cancellationToken)
    {
        EnsureOpen();
        var answer = _commands.AskAsync();
        Ring();
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken)))
        {
            return await (await Task.WhenAny(answer, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>From now on what arrives is dropped: the server redelivers it to the next consumer.</summary>
    public void StopTaking()
    {
        _closing = true;
        Buffer.Clear();
    }

    public abstract ValueTask<SocketAddress> NextAddressAsync(CancellationToken cancellationToken);

    public void Opened()
    {
        _commands.Restart(IsCredit);
        Restarted();
    }

    public bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame)
    {
        var any = _commands.TryTake(out var command);
        frame = any ? writer.Write(command!) : default;
        return any;
    }

    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (Frames.ReadConsumerFrame(frame.Span, out var endOfTopic) is not { } message)
        {
            _commands.Answer(endOfTopic);
        }
        else if (!_closing)
        {
            await Buffer.WriteAsync(ReceivedMessage.From(message, _stream, _subscription), cancellationToken).ConfigureAwait(false);
            Received(message.MessageId);
            Arrived();
        }
    }

    public bool Ask()
    {
        _ = _commands.AskAsync();
        Ring();
        return true;
    }

    public void Ended(GdnException reason)
    {
        _commands.End(reason);
        Buffer.End(reason.Code == GdnErrorCode.Closed ? null : reason);
        Arrived();
    }

    protected void Send(ConsumerCommand command)
    {
        _commands.Add(command);
        Ring();
    }

    /// <summary>A message lies in the buffer.</summary>
    protected virtual void Received(MessageId id)
    {
    }

    /// <summary>A message has left the buffer.</summary>
    protected virtual void Taken(ReceivedMessage message)
    {
    }

    /// <summary>Whether a message is for the user.</summary>
    protected virtual bool IsWanted(ReceivedMessage message) => true;

    /// <summary>A new socket is open.</summary>
    protected virtual void Restarted()
    {
    }

    /// <summary>Whether a command is for its socket alone.</summary>
    protected virtual bool IsCredit(ConsumerCommand command) => command.Type == ConsumerCommand.PermitType;

    private void EnsureOpen()
    {
        if (IsEnded)
        {
            throw new GdnException(GdnErrorCode.Closed, "The connection has ended; unacknowledged messages are delivered again to the next consumer.");
        }
    }
}
