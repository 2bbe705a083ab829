namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>
/// Has the garbage of forwarding collected. A gateway makes little of it, and the garbage collector of a server runs only once there are some 40 MiB and more: its memory would grow for
/// a long time with the messages that went through, however few sockets are open.
/// </summary>
internal sealed class ForwardingGarbage : IDisposable
{
    private const long Much = 8 * 1024 * 1024;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly ITimer _timer;
    private int _collections;
    private long _allocated;

    public ForwardingGarbage(TimeProvider time) => _timer = time.CreateTimer(_ => Look(), null, Period, Period);

    public void Dispose() => _timer.Dispose();

    /// <summary>Under load it is collected anyway.</summary>
    private void Look()
    {
        var (collections, allocated) = (GC.CollectionCount(0), GC.GetTotalAllocatedBytes());
        if (collections == _collections && allocated - _allocated >= Much)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false); // Beside the others, but for some milliseconds.
            collections = GC.CollectionCount(0);
        }

        if (collections != _collections)
        {
            (_collections, _allocated) = (collections, allocated);
        }
    }
}
