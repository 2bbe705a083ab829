using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Creates the streams whose names come through a pipeline. A name that comes alone goes at once; the next request takes all that have come meanwhile.
/// </summary>
internal sealed class StreamCreations : IDisposable
{
    private readonly object _lock = new();
    private readonly List<(string Name, StreamName Stream)> _waiting = [];
    private readonly Queue<(string Name, StreamCreation Creation)> _ended = new();
    private readonly CancellationTokenSource _stop;
    private bool _isRunning;

    /// <param name="session">Where they are created.</param>
    /// <param name="cancelled">Ends all.</param>
    public StreamCreations(GdnSession session, CancellationToken cancelled) => (Session, _stop) = (session, CancellationTokenSource.CreateLinkedTokenSource(cancelled));

    public GdnSession Session { get; }

    /// <summary>Ends when what was added has been created or has failed.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Whether as many wait as one request takes.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count >= ProtocolLimits.MaxStreamsOfRequest;
            }
        }
    }

    /// <param name="name">As it was given.</param>
    /// <param name="stream">What it names.</param>
    public void Add(string name, StreamName stream)
    {
        lock (_lock)
        {
            _waiting.Add((name, stream));
            if (!_isRunning)
            {
                _isRunning = true;
                Ended = Task.Run(CreateAsync);
            }
        }
    }

    /// <summary>What became of the next one; false where that is not known yet.</summary>
    public bool TryTake(out string name, out StreamCreation creation)
    {
        lock (_lock)
        {
            var isThere = _ended.Count > 0;
            (name, creation) = isThere ? _ended.Dequeue() : default;
            return isThere;
        }
    }

    /// <summary>Gives up what is under way; ends when it has ended.</summary>
    public Task StopAsync()
    {
        _stop.Cancel();
        return Task.WhenAny(Ended);
    }

    public void Dispose() => _stop.Dispose();

    private async Task CreateAsync()
    {
        while (TakeWaiting() is { Length: > 0 } names)
        {
            var created = await Session.Streams.CreateManyAsync([.. names.Select(name => name.Stream)], _stop.Token).ConfigureAwait(false);
            lock (_lock)
            {
                for (var i = 0; i < names.Length; i++)
                {
                    _ended.Enqueue((names[i].Name, created[i]));
                }
            }
        }
    }

    private (string Name, StreamName Stream)[] TakeWaiting()
    {
        lock (_lock)
        {
            var names = _waiting.ToArray();
            _waiting.Clear();
            _isRunning = names.Length > 0;
            return names;
        }
    }
}
