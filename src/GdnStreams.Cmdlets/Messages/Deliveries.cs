using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The messages that one Receive-GdnMessage has handed to its pipeline: it acknowledges each when it is done, on whichever thread that is seen.</summary>
internal sealed class Deliveries(ConnectionWatch watch)
{
    private readonly object _lock = new();
    private readonly List<GdnMessage> _failed = [];
    private TaskCompletionSource<bool> _changed = NewSignal();
    private int _open;
    private int _rejected;
    private bool _closed;

    /// <summary>Where whoever works on one notes what happens to its own connection.</summary>
    public ConnectionWatch Watch => watch;

    /// <summary>How many are still on their way.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open;
            }
        }
    }

    /// <summary>What was not done and stays unacknowledged.</summary>
    private IReadOnlyList<GdnMessage> Failed
    {
        get
        {
            lock (_lock)
            {
                return [.. _failed];
            }
        }
    }

    /// <summary>How many of those failed as what the pipeline sent of them was not stored.</summary>
    public int NotForwarded
    {
        get
        {
            lock (_lock)
            {
                return _failed.Count - _rejected;
            }
        }
    }

    /// <summary>Ends when the next one has been settled.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    public Delivery Begin(GdnMessage message)
    {
        lock (_lock)
        {
            _open++;
        }

        return new Delivery(message, this);
    }

    /// <summary>Keeps one unacknowledged that was not handed to the pipeline.</summary>
    public void Reject(GdnMessage message)
    {
        message.Source?.NoteReturned(message);
        lock (_lock)
        {
            _rejected++;
            _failed.Add(message);
        }
    }

    /// <summary>Acknowledges one, or keeps it for the report.</summary>
    public void Settle(GdnMessage message, bool succeeded)
    {
        TaskCompletionSource<bool> changed;
        lock (_lock)
        {
            _open--;
            if (!_closed && !(succeeded && Acknowledge(message)))
            {
                message.Source?.NoteReturned(message);
                _failed.Add(message);
            }

            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult(true);
    }

    /// <summary>Waits until all are settled. Sends end by themselves, at the latest with their send time-out.</summary>
    public async Task WhenAllAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken)))
        {
            while (true)
            {
                var changed = Changed;
                if (Open == 0)
                {
                    return;
                }

                await (await Task.WhenAny(changed, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The receive has ended: what failed is given back, and what ends later is delivered again.</summary>
    public async Task EndAsync()
    {
        Close();
        foreach (var message in Failed.Where(message => message.TrySettle()))
        {
            await message.Source!.GiveBackAsync(message).ConfigureAwait(false);
        }
    }

    /// <summary>The receive is broken off: what is stored in a moment is still acknowledged; everything else is delivered again.</summary>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        moment.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            await WhenAllAsync(moment.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The moment is over.
        }

        Close();
    }

    private void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }
    }

    private static bool Acknowledge(GdnMessage message)
    {
        try
        {
            if (message.TrySettle())
            {
                message.Source?.Acknowledge(message);
            }

            return true;
        }
        catch (GdnException)
        {
            // The consumer has ended, and says to whoever receives from it why. The message is delivered again.
            return false;
        }
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
