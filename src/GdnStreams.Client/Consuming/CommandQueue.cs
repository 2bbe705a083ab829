using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What a consumer or reader has to say to the server, in order. Thread-safe.</summary>
internal sealed class CommandQueue
{
    private readonly Queue<ConsumerCommand> _commands = new();
    private readonly Queue<TaskCompletionSource<bool>> _questions = new();

    public void Add(ConsumerCommand command)
    {
        lock (_commands)
        {
            _commands.Enqueue(command);
        }
    }

    /// <summary>All of them stand together, so that they leave together.</summary>
    public void AddAll(IEnumerable<ConsumerCommand> commands)
    {
        lock (_commands)
        {
            foreach (var command in commands)
            {
                _commands.Enqueue(command);
            }
        }
    }

    /// <summary>Asks whether the end of the topic is reached; the task gets the answer, over reconnects.</summary>
    public Task<bool> AskAsync()
    {
        var question = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_commands)
        {
            _questions.Enqueue(question);
            _commands.Enqueue(ConsumerCommand.IsEndOfTopic);
        }

        return question.Task;
    }

    /// <summary>The server has answered the oldest question.</summary>
    public void Answer(bool reached)
    {
        lock (_commands)
        {
            if (_questions.Count > 0)
            {
                _questions.Dequeue().TrySetResult(reached);
            }
        }
    }

    public bool TryTake(out ConsumerCommand? command)
    {
        lock (_commands)
        {
            command = _commands.Count > 0 ? _commands.Dequeue() : null;
            return command is not null;
        }
    }

    /// <summary>A new socket: what was for the old one alone is dropped, unanswered questions are asked again.</summary>
    /// <param name="isCredit">Whether a command only gave the old socket leave to send more.</param>
    public void Restart(Func<ConsumerCommand, bool> isCredit)
    {
        lock (_commands)
        {
            var kept = _commands.Where(command => !isCredit(command) && command.Type != ConsumerCommand.IsEndOfTopicType).ToArray();
            _commands.Clear();
            foreach (var command in kept.Concat(_questions.Select(_ => ConsumerCommand.IsEndOfTopic)))
            {
                _commands.Enqueue(command);
            }
        }
    }

    /// <summary>Nobody will answer any more.</summary>
    public void End(Exception reason)
    {
        lock (_commands)
        {
            while (_questions.Count > 0)
            {
                _questions.Dequeue().TrySetException(reason);
            }
        }
    }
}
