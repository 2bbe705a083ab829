using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// Messages that were redelivered too often, on their way to the dead letter topic, one after the other. Owned by the subscription's loop. It
/// does not wait for them: the dead letter topic may be the very same stream.
/// </summary>
internal sealed class DeadLetters(EngineStream stream, string subscription, SubscriptionLoop loop)
{
    private readonly Queue<(long Entry, ConsumerSettings Settings)> _waiting = new();
    private bool _isSending;
    private bool _isStopped;

    /// <summary>Whether none is on its way.</summary>
    public bool IsIdle => !_isSending && _waiting.Count == 0;

    /// <summary>Completes when none is being stored; never fails.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    /// <summary>Sends a message after those before it.</summary>
    public void Add(long entry, ConsumerSettings settings)
    {
        _waiting.Enqueue((entry, settings));
        SendNext();
    }

    /// <summary>One was stored there, or could not be.</summary>
    public void Sent()
    {
        _isSending = false;
        SendNext();
    }

    /// <summary>Sends nothing more after the one that is on its way.</summary>
    public void Stop()
    {
        _isStopped = true;
        _waiting.Clear();
    }

    private void SendNext()
    {
        if (!_isSending && !_isStopped && _waiting.TryDequeue(out var next))
        {
            _isSending = true;
            Sending = Task.Run(() => SendAsync(next.Entry, next.Settings));
        }
    }

    private async Task SendAsync(long entry, ConsumerSettings settings)
    {
        Exception? failure = null;
        try
        {
            foreach (var message in await stream.Log.ReadEntriesAsync([entry], 1))
            {
                await stream.Engine.SendDeadLetterAsync(stream, subscription, message, settings.DeadLetterTopic, marks: null);
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        loop.Post(new Post(PostKind.DeadLetterSent, Number: entry, Failure: failure));
    }
}
