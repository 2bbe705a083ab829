using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>
/// The commands of a consumer or reader, in order, kept until the server has read them. Thread-safe. The protocol has no receipt for
/// them, but it answers questions: the server reads in order, so an answer proves that it has read everything before its question.
/// </summary>
/// <param name="isCredit">Whether a command is only a permit for the present socket, which may be dropped with it.</param>
internal sealed class CommandQueue(Func<ConsumerCommand, bool> isCredit)
{
    /// <summary>After so many unproven acknowledgements a proof is asked for at once, so that little is kept.</summary>
    private const int MostUnproven = 512;

    private static readonly QueuedCommand SilentQuestion = new(ConsumerCommand.IsEndOfTopic, null);
    private readonly object _lock = new();
    private readonly HashSet<string> _resent = [];
    private Queue<QueuedCommand> _waiting = new();
    private Queue<QueuedCommand> _written = new();
    private GdnException? _ended;
    private bool _complete;
    private int _unread;
    private int _unconfirmed;
    private int _unproven;
    private int _questions;
    private int _asked;

    /// <summary>How many acknowledgements the server is not known to have read.</summary>
    public int Unconfirmed
    {
        get
        {
            lock (_lock)
            {
                return _unconfirmed;
            }
        }
    }

    /// <summary>Whether the server is known to have read everything but permits.</summary>
    public bool IsConfirmed
    {
        get
        {
            lock (_lock)
            {
                return _unread == 0;
            }
        }
    }

    /// <summary>Queues commands that leave together.</summary>
    /// <exception cref="GdnException">Closed: nothing more is sent.</exception>
    public void Add(params ReadOnlySpan<ConsumerCommand> commands)
    {
        lock (_lock)
        {
            if (_complete || _ended is not null)
            {
                throw new GdnException(GdnErrorCode.Closed, "It was closed" + (_ended is null ? "." : ": " + _ended.Message) + " Unacknowledged messages are delivered again to the next consumer.", _ended);
            }

            foreach (var command in commands)
            {
                _waiting.Enqueue(new QueuedCommand(command, null));
                _unread += isCredit(command) ? 0 : 1;
                _unconfirmed += IsAcknowledgement(command) ? 1 : 0;
            }
        }
    }

    /// <summary>Queues a permit; ignored once the queue is closed.</summary>
    public void AddCredit(ConsumerCommand credit)
    {
        lock (_lock)
        {
            if (!_complete && _ended is null)
            {
                _waiting.Enqueue(new QueuedCommand(credit, null));
            }
        }
    }

    /// <summary>Refuses further commands; those that wait are still sent.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _complete = true;
        }
    }

    /// <summary>Asks whether the end of the topic is reached; the task gets the answer, over reconnects.</summary>
    public Task<bool> AskAsync()
    {
        lock (_lock)
        {
            if (_ended is not null)
            {
                return Task.FromException<bool>(new GdnException(_ended.Code, _ended.Message, _ended));
            }

            var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            EnqueueNeedsLock(new QueuedCommand(ConsumerCommand.IsEndOfTopic, answer));
            return answer.Task;
        }
    }

    /// <summary>Makes sure that the server owes an answer; false if nothing can be asked any more.</summary>
    public bool AskForSign()
    {
        lock (_lock)
        {
            if (_ended is null && _questions == 0)
            {
                EnqueueNeedsLock(SilentQuestion);
            }

            return _ended is null;
        }
    }

    /// <summary>Asks the server for an answer where acknowledgements were written that none has proven yet.</summary>
    /// <returns>Whether there are any: the next call may find them proven.</returns>
    public bool AskForProof()
    {
        lock (_lock)
        {
            return _ended is null && _unproven > 0 && AskForSign();
        }
    }

    /// <summary>The server has answered the oldest question: it has read all that was written before it.</summary>
    public void Answer(bool reached)
    {
        lock (_lock)
        {
            // An answer without a question proves nothing.
            while (_asked > 0)
            {
                var queued = _written.Dequeue();
                if (queued.IsQuestion)
                {
                    _asked--;
                    _questions--;
                    queued.Answer?.TrySetResult(reached);
                    return;
                }

                ConfirmNeedsLock(queued.Command);
            }
        }
    }

    /// <summary>The closing handshake has proven that the server has read all that was written.</summary>
    public void ConfirmWritten()
    {
        lock (_lock)
        {
            foreach (var queued in _written.Where(queued => !queued.IsQuestion))
            {
                ConfirmNeedsLock(queued.Command);
            }

            // The end, which follows, tells the caller.
            _written = new Queue<QueuedCommand>(_written.Where(queued => queued.IsQuestion));
        }
    }

    /// <summary>The next command for the socket.</summary>
    public bool TryTake(out ConsumerCommand? command)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                command = null;
                return false;
            }

            var queued = _waiting.Dequeue();
            command = queued.Command;
            if (queued.IsQuestion || !isCredit(command))
            {
                _written.Enqueue(queued);
                _asked += queued.IsQuestion ? 1 : 0;
                _unproven += IsAcknowledgement(command) ? 1 : 0;
                if (_unproven >= MostUnproven)
                {
                    AskForSign();
                }
            }

            return true;
        }
    }

    /// <summary>
    /// A new socket: what the old one is not known to have delivered is written again, in order. Leave to send was for the old socket
    /// alone, and what was to be given back came back to the subscription with its end.
    /// </summary>
    public void Restart()
    {
        lock (_lock)
        {
            var kept = _written.Concat(_waiting).Where(queued => queued.IsQuestion || (!isCredit(queued.Command) && queued.Command.Type != ConsumerCommand.NegativeAcknowledge)).ToArray();
            _unread = kept.Count(queued => !queued.IsQuestion);
            (_waiting, _written, _unproven, _asked) = (new Queue<QueuedCommand>(kept), new Queue<QueuedCommand>(), 0, 0);
            _resent.Clear();
            foreach (var queued in kept.Where(queued => IsAcknowledgement(queued.Command)))
            {
                _resent.Add(queued.Command.MessageId!);
            }
        }
    }

    /// <summary>Whether the message was acknowledged before this socket, whose acknowledgement is on its way again: the server could not know.</summary>
    public bool IsAcknowledgedAlready(MessageId id)
    {
        lock (_lock)
        {
            return _resent.Count > 0 && _resent.Contains(id.ToString());
        }
    }

    /// <summary>Nothing is sent or answered any more.</summary>
    public void End(GdnException reason)
    {
        lock (_lock)
        {
            _ended ??= reason;
            foreach (var queued in _written.Concat(_waiting))
            {
                queued.Answer?.TrySetException(new GdnException(reason.Code, reason.Message, reason));
                _ = queued.Answer?.Task.Exception; // Observe it: the caller may have stopped waiting.
            }
        }
    }

    private bool IsAcknowledgement(ConsumerCommand command) => command is { Type: null, MessageId: not null } && !isCredit(command);

    private void EnqueueNeedsLock(QueuedCommand question)
    {
        _questions++;
        _waiting.Enqueue(question);
    }

    private void ConfirmNeedsLock(ConsumerCommand command)
    {
        _unread--;
        if (IsAcknowledgement(command))
        {
            _unconfirmed--;
            _unproven--;
            if (_resent.Count > 0)
            {
                _resent.Remove(command.MessageId!);
            }
        }
    }
}
