namespace GdnStreams.Engine;

/// <summary>
/// Where a stream's subscriptions wait for its next message. Only those that could deliver one wait here: the others cost nothing when a
/// message is stored. Thread-safe.
/// </summary>
internal sealed class Doorbell
{
    private readonly Lock _lock = new();
    private List<SubscriptionLoop> _waiting = [];
    private List<SubscriptionLoop> _rung = [];
    private bool _isAwaited;

    /// <summary>Rings a subscription once, at the next message. It has to look once more whether that has come already.</summary>
    public void Wait(SubscriptionLoop subscription)
    {
        lock (_lock)
        {
            if (!subscription.IsAtDoorbell)
            {
                subscription.IsAtDoorbell = true;
                _waiting.Add(subscription);
            }

            Volatile.Write(ref _isAwaited, true);
        }

        Interlocked.MemoryBarrier(); // It is here before it looks.
    }

    /// <summary>A subscription has ended.</summary>
    public void Leave(SubscriptionLoop subscription)
    {
        lock (_lock)
        {
            if (subscription.IsAtDoorbell)
            {
                subscription.IsAtDoorbell = false;
                _waiting.Remove(subscription);
            }
        }
    }

    /// <summary>There are more messages, and whoever looks can see them.</summary>
    public void Ring()
    {
        Interlocked.MemoryBarrier(); // They are there before this looks whether anybody waits.
        if (!Volatile.Read(ref _isAwaited))
        {
            return;
        }

        lock (_lock)
        {
            (_waiting, _rung) = (_rung, _waiting);
            _isAwaited = false;
            foreach (var subscription in _rung)
            {
                subscription.IsAtDoorbell = false;
                subscription.Ring();
            }

            _rung.Clear();
        }
    }
}
