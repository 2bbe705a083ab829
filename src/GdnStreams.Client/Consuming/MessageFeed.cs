using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The traffic of a consumer: a bounded buffer of messages one way, commands the other way.</summary>
internal abstract class MessageFeed : ISocketTraffic
{
    private readonly StreamName _stream;
    private readonly string? _subscription;
    private readonly CommandQueue _commands;
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
        _commands = new CommandQueue(IsCredit);
        Buffer = new ReceiveBuffer(size, bytes);
    }

    /// <summary>Rings for the connection's send loop; set before the connection starts.</summary>
    public Action Ring { get; set; } = static () => { };

    /// <summary>Called when a message has arrived or nothing will come any more.</summary>
    public Action Arrived { get; set; } = static () => { };

    /// <summary>Whether nothing will come any more and all was taken.</summary>
    public bool IsEnded => Buffer.IsEnded;

    /// <summary>How many messages have arrived and are not taken.</summary>
    public int Buffered => Buffer.Count;

    /// <summary>How many acknowledgements the server is not known to have read.</summary>
    public int Unconfirmed => _commands.Unconfirmed;

    /// <summary>Whether the server is known to have read every command.</summary>
    public bool IsConfirmed => _commands.IsConfirmed;

    public virtual TimeSpan GoodbyePause => TimeSpan.Zero;

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

    /// <summary>Waits until there is a message to take; false where nothing will come any more.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => Buffer.WaitAsync(cancellationToken);

    public bool TryTake([NotNullWhen(true)] out ReceivedMessage? message)
    {
        while (Buffer.TryTake(out message))
        {
            Taken(message.Id);
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
    public void Command(params ReadOnlySpan<ConsumerCommand> commands)
    {
        _commands.Add(commands);
        Ring();
    }

    /// <summary>Whether the topic was terminated and everything received.</summary>
    public async Task<bool> IsEndOfTopicAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken)))
        using (Buffer.LiftBounds())
        {
            var answer = _commands.AskAsync();
            Ring();
            return await (await Task.WhenAny(answer, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the server has read every command queued before this call, over reconnects.</summary>
    /// <exception cref="GdnException">Why the connection ended before that.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsConfirmed)
        {
            return;
        }

        try
        {
            await IsEndOfTopicAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e)
        {
            if (Unconfirmed is > 0 and var left)
            {
                throw new GdnException(e.Code, $"{left} acknowledgements are not known to have reached the server; their messages may be delivered again. {e.Message}", e);
            }
        }
    }

    /// <summary>From now on nothing is queued, and what arrives is dropped: the server redelivers it to the next consumer.</summary>
    public void StopTaking()
    {
        _closing = true;
        _commands.Complete();
        Buffer.Close();
    }

    public abstract ValueTask<StreamSocketAddress> NextAddressAsync(CancellationToken cancellationToken);

    public void Opened()
    {
        _commands.Restart();
        Restarted();
    }

    public bool TryWrite(FrameWriter writer, out ReadOnlyMemory<byte> frame)
    {
        if (!_commands.TryTake(out var command))
        {
            frame = default;
            return false;
        }

        Written(command!);
        frame = writer.Write(command!);
        return true;
    }

    public async ValueTask ReceiveAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (Frames.ReadConsumerFrame(frame.Span, out var endOfTopic) is not { } message)
        {
            _commands.Answer(endOfTopic);
            Answered();
        }
        else if (_commands.IsAcknowledgedAlready(message.MessageId))
        {
            Taken(message.MessageId);
        }
        else if (!_closing)
        {
            await Buffer.WriteAsync(ReceivedMessage.From(message, _stream, _subscription), cancellationToken).ConfigureAwait(false);
            Received(message.MessageId);
            Arrived();
            if (_closing)
            {
                // It was waiting for room; the end made some.
                Buffer.Clear();
            }
        }
    }

    public void Left(bool isAnswer)
    {
        if (isAnswer)
        {
            _commands.ConfirmWritten();
        }
    }

    public virtual void Lost()
    {
    }

    public bool Ask()
    {
        var isAsked = _commands.AskForSign();
        Ring();
        return isAsked;
    }

    public virtual void Ended(GdnException reason)
    {
        _commands.End(reason);
        Buffer.End(reason.Code == GdnErrorCode.Closed ? null : reason);
        Arrived();
    }

    /// <summary>Asks for a proof of the acknowledgements that have none; false where there are none.</summary>
    protected bool AskForProof()
    {
        var isAsked = _commands.AskForProof();
        Ring();
        return isAsked;
    }

    /// <summary>A command goes to the socket.</summary>
    protected virtual void Written(ConsumerCommand command)
    {
    }

    /// <summary>The server has answered a question.</summary>
    protected virtual void Answered()
    {
    }

    /// <summary>Gives the present socket leave to send more.</summary>
    protected void Credit(ConsumerCommand credit)
    {
        _commands.AddCredit(credit);
        Ring();
    }

    /// <summary>A message lies in the buffer.</summary>
    protected virtual void Received(MessageId id)
    {
    }

    /// <summary>A message has left the buffer.</summary>
    protected virtual void Taken(MessageId id)
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
}
