using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// What others want of a subscription, in the order in which they said so, and whether its loop is awake to hear it. Thread-safe.
/// </summary>
internal sealed class Mailbox
{
    /// <summary>From here on, whoever posts very many should wait for the loop.</summary>
    private const int Many = 4_096;

    /// <summary>Room that a loop keeps while it sleeps.</summary>
    private const int Kept = 64;

    private readonly Lock _lock = new();
    private List<Post> _posts = [];
    private TaskCompletionSource? _room;
    private bool _isAwake;
    private bool _isRung;

    /// <summary>Whether the loop sleeps, as there is nothing to do.</summary>
    public bool IsAsleep
    {
        get
        {
            lock (_lock)
            {
                return !_isAwake;
            }
        }
    }

    /// <summary>Adds a post; true where the loop sleeps and has to be started now.</summary>
    public bool Add(in Post post)
    {
        lock (_lock)
        {
            _posts.Add(post);
            return WakeNeedsLock();
        }
    }

    /// <summary>Adds posts; true where the loop sleeps and has to be started now.</summary>
    public bool AddAcknowledgements(EngineConsumer consumer, long stream, ReadOnlySpan<MessagePosition> positions)
    {
        lock (_lock)
        {
            foreach (var position in positions)
            {
                if (position.LedgerId == stream)
                {
                    _posts.Add(new Post(PostKind.Acknowledge, consumer, position.EntryId));
                }
            }

            return _posts.Count > 0 && WakeNeedsLock();
        }
    }

    /// <summary>There may be something to do, without more to say; true where the loop sleeps and has to be started now.</summary>
    public bool Ring()
    {
        lock (_lock)
        {
            _isRung = true;
            return WakeNeedsLock();
        }
    }

    /// <summary>Completes at once, or once the loop has taken what waits if that is very much.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            return _posts.Count < Many ? Task.CompletedTask : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Called by the loop: exchanges its emptied list for what was posted. False where there is nothing and it sleeps from now on.</summary>
    /// <param name="posts">The list.</param>
    /// <param name="maySleep">Whether it has nothing to do of itself.</param>
    public bool TryTake(ref List<Post> posts, bool maySleep)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            if (maySleep && !_isRung && _posts.Count == 0)
            {
                _isAwake = false;
                if (posts.Capacity > Kept || _posts.Capacity > Kept)
                {
                    (posts, _posts) = ([], []);
                }

                return false;
            }

            (posts, _posts) = (_posts, posts);
            (room, _room) = (_room, null);
            _isRung = false;
        }

        room?.SetResult();
        return true;
    }

    /// <summary>
    /// Called by the loop: sends what was dispatched, unless some of it was acknowledged meanwhile, or a question was asked. So nothing is sent
    /// that was acknowledged before, or to a consumer that has left before.
    /// </summary>
    public bool TrySend(Dispatcher dispatcher)
    {
        lock (_lock)
        {
            foreach (var post in _posts)
            {
                if (post.Kind == PostKind.Ask || (post.Kind == PostKind.Acknowledge && dispatcher.IsWritten(post.Number)))
                {
                    return false;
                }
            }

            dispatcher.Send();
            return true;
        }
    }

    private bool WakeNeedsLock()
    {
        var slept = !_isAwake;
        _isAwake = true;
        return slept;
    }
}
