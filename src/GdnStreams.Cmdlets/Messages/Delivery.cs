namespace GdnStreams.Cmdlets;

/// <summary>
/// One received message on its way through the pipeline. It is done when the pipeline has returned from it and everything that was begun
/// meanwhile has ended: a send counts when it is stored, not when it is queued. Any cmdlet that begins work which outlives its
/// ProcessRecord says so to <see cref="Current"/>.
/// </summary>
/// <remarks>
/// The link is the thread: below WriteObject the pipeline runs on it, whatever the scripts make of the message. Work that a pipeline puts
/// off (Sort-Object, Group-Object, -OutBuffer) or does on other threads (ForEach-Object -Parallel, jobs) is not seen.
/// </remarks>
internal sealed class Delivery
{
    [ThreadStatic]
    private static Delivery? current;

    private readonly Deliveries _all;
    private readonly Delivery? _outer;
    private int _open = 1;
    private volatile bool _failed;

    /// <param name="message">The message.</param>
    /// <param name="all">Who settles it.</param>
    public Delivery(GdnMessage message, Deliveries all) => (Message, _all, _outer) = (message, all, current);

    /// <summary>The message that the pipeline of this thread works on; null outside of one.</summary>
    public static Delivery? Current => current;

    public GdnMessage Message { get; }

    /// <summary>Where a cmdlet that works on it notes what happens to its connection: Receive-GdnMessage tells it while it waits.</summary>
    public ConnectionWatch Watch => _all.Watch;

    /// <summary>Hands the message to the pipeline.</summary>
    /// <param name="write">Returns when the pipeline has processed it, and throws what that threw.</param>
    public void Run(Action<GdnMessage> write)
    {
        current = this;
        try
        {
            write(Message);
        }
        catch
        {
            _failed = true;
            throw;
        }
        finally
        {
            current = _outer;
            EndOne();
        }
    }

    /// <summary>Something was begun for this message, and so for the one whose pipeline this one's runs in. <see cref="End"/> follows, from any thread.</summary>
    public void Begin()
    {
        for (var delivery = this; delivery is not null; delivery = delivery._outer)
        {
            Interlocked.Increment(ref delivery._open);
        }
    }

    /// <summary>It has ended.</summary>
    /// <param name="succeeded">Whether the message may be acknowledged as far as this goes.</param>
    public void End(bool succeeded)
    {
        for (var delivery = this; delivery is not null; delivery = delivery._outer)
        {
            delivery._failed |= !succeeded;
            delivery.EndOne();
        }
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _all.Settle(Message, !_failed);
        }
    }
}
