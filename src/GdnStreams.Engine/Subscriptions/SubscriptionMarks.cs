namespace GdnStreams.Engine;

/// <summary>What others may look at without asking a subscription's loop: how it was at the loop's last step. Thread-safe; the loop writes.</summary>
internal sealed class SubscriptionMarks(long lowMark)
{
    private long _lowMark = lowMark;
    private volatile bool _isConnected;
    private volatile bool _isQuiet = true;

    /// <summary>The first entry not acknowledged.</summary>
    public long LowMark => Volatile.Read(ref _lowMark);

    /// <summary>Whether there is a consumer.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>Whether nobody is connected and everything is written.</summary>
    public bool IsQuiet => _isQuiet;

    /// <summary>Called by the loop.</summary>
    public void Show(AckSet acks, Dispatcher dispatcher, DeadLetters deadLetters, CursorWriter? cursor)
    {
        var isConnected = dispatcher.Choice.Consumers.Count > 0;
        Volatile.Write(ref _lowMark, acks.LowMark);
        _isConnected = isConnected;
        _isQuiet = !isConnected && deadLetters.IsIdle && cursor is null or { IsIdle: true };
    }
}
