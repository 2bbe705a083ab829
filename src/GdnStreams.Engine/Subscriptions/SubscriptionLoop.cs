using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// The way of a subscription's messages, in this order: takes what was posted (acknowledgements, permits, who comes and goes), has the cursor
/// written, sends what there is a place for, and reads on. It alone touches the subscription's state, so that there is no lock, and it runs only
/// while there is something to do. History and live messages take the same way: it reads from the cursor to the end, and waits at the stream's
/// doorbell for more.
/// </summary>
internal sealed class SubscriptionLoop : IThreadPoolWorkItem
{
    private readonly Mailbox _mailbox = new();
    private readonly EngineStream _stream;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private List<Post> _posts = [];
    private bool _isStopped;

    public SubscriptionLoop(EngineStream stream, string name, AckSet acks, bool isDurable, TimeProvider time)
    {
        (_stream, _name, Acks, _time, Marks) = (stream, name, acks, time, new SubscriptionMarks(acks.LowMark));
        _alarm = new Alarm(time, Ring);
        Cursor = isDurable ? new CursorWriter(stream, name, acks, this) : null;
        DeadLetters = new DeadLetters(stream, name, this);
        Dispatcher = new Dispatcher(stream, acks, DeadLetters, time);
    }

    // The state: for what runs in the loop only.
    public AckSet Acks { get; }

    public Dispatcher Dispatcher { get; }

    /// <summary>Null where the subscription is not on disk.</summary>
    public CursorWriter? Cursor { get; }

    public DeadLetters DeadLetters { get; }

    /// <summary>Whether the subscription is gone, or about to be.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether it waits for the stream's next message; the doorbell's.</summary>
    public bool IsAtDoorbell { get; set; }

    /// <summary>What others may look at.</summary>
    public SubscriptionMarks Marks { get; }

    /// <summary>Whether nobody is connected, everything is written and nothing is to do. Thread-safe.</summary>
    public bool IsIdle => _mailbox.IsAsleep && Marks.IsQuiet;

    /// <summary>Tells the loop something. Thread-safe.</summary>
    public void Post(in Post post) => StartIf(_mailbox.Add(post));

    /// <summary>A consumer acknowledges messages. Thread-safe.</summary>
    public void Acknowledge(EngineConsumer consumer, ReadOnlySpan<MessagePosition> positions) => StartIf(_mailbox.AddAcknowledgements(consumer, _stream.Id, positions));

    /// <summary>There may be something to do: a message was stored, something comes due, a consumer has room. Thread-safe.</summary>
    public void Ring() => StartIf(_mailbox.Ring());

    /// <summary>Completes when not very much waits to be taken. Thread-safe.</summary>
    public Task WaitForRoomAsync() => _mailbox.WaitForRoomAsync();

    /// <summary>Does something in the loop, after everything that was posted before; completes with its result, which <see cref="Marks"/> show by then. Thread-safe.</summary>
    public Task<T> AskAsync<T>(Func<T> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new Post(PostKind.Ask, Action: () =>
        {
            try
            {
                var result = ask();
                ShowMarks();
                answer.SetResult(result);
            }
            catch (Exception e)
            {
                answer.SetException(e);
            }
        }));
        return answer.Task;
    }

    /// <summary>Does something in the loop, after everything that was posted before. Thread-safe.</summary>
    public Task AskAsync(Action ask) => AskAsync(() =>
    {
        ask();
        return true;
    });

    /// <summary>Called by the thread pool.</summary>
    public void Execute() => _ = RunAsync();

    /// <summary>In the loop: acknowledges everything below an entry.</summary>
    public void SkipTo(long entry)
    {
        if (!HasEnded)
        {
            Dispatcher.SkipTo(entry);
            CursorMoved();
        }
    }

    /// <summary>In the loop: moves the cursor. Everything below the entry is acknowledged, nothing from it on.</summary>
    public void Reset(long entry)
    {
        if (!HasEnded)
        {
            Dispatcher.Reset(entry);
            CursorMoved();
            SkipTo(_stream.Log.First); // What was removed meanwhile is not waited for.
        }
    }

    /// <summary>In the loop: nothing is delivered any more.</summary>
    public void Stop()
    {
        _isStopped = true;
        DeadLetters.Stop();
        _alarm.Stop();
        _stream.Doorbell.Leave(this);
    }

    /// <summary>In the loop: the subscription is gone, and its cursor is not written any more.</summary>
    public void End()
    {
        HasEnded = true;
        Stop();
        Cursor?.Pause();
        Dispatcher.Restart();
    }

    private void StartIf(bool slept)
    {
        if (slept)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task RunAsync()
    {
        var more = false;
        while (_mailbox.TryTake(ref _posts, maySleep: !more))
        {
            try
            {
                TakePosts();
                ShowMarks(); // Before the write: what it removes goes by them.
                Cursor?.Advance();
                more = !_isStopped && Dispatcher.Choice.Consumers.Count > 0 && await DeliverAsync();
            }
            catch (Exception e)
            {
                more = false;
                Fail(e);
            }

            Dispatcher.Waiting.Count();
            ShowMarks();
        }
    }

    private void TakePosts()
    {
        foreach (var post in _posts)
        {
            try
            {
                Take(post);
            }
            catch (Exception e)
            {
                Fail(e); // The others are still heard.
            }
        }

        _posts.Clear();
    }

    private void Take(in Post post)
    {
        switch (post.Kind)
        {
            case PostKind.Acknowledge:
                // A consumer that has left must not touch the cursor: the stream may have been unloaded since.
                if (post.Consumer!.IsConnected)
                {
                    Acknowledge(post.Number);
                }

                break;
            case PostKind.Deny:
                Dispatcher.Deny(post.Consumer!, post.Number, post.Due);
                break;
            case PostKind.Permit:
                post.Consumer!.Permits = (int)Math.Min(int.MaxValue, post.Consumer.Permits + post.Number);
                break;
            case PostKind.Ask:
                post.Action!();
                break;
            case PostKind.CursorWritten:
                Cursor!.Written(post.Failure);
                break;
            case PostKind.DeadLetterSent:
                TakeDeadLetter(post.Number, post.Failure);
                break;
        }
    }

    private void Acknowledge(long entry)
    {
        if (!HasEnded && Dispatcher.Acknowledge(entry))
        {
            Cursor?.MarkDirty();
        }
    }

    private void TakeDeadLetter(long entry, Exception? failure)
    {
        if (failure is null)
        {
            Acknowledge(entry);
        }
        else
        {
            Dispatcher.Return(entry); // The dead letter topic does not take it now: it is delivered once more, and then tried again.
        }

        DeadLetters.Sent();
        if (failure is not null and not GdnException)
        {
            Fail(failure);
        }
    }

    /// <summary>Sends what can be sent, then reads on; false where there is nothing to do until something is posted.</summary>
    private async ValueTask<bool> DeliverAsync()
    {
        var now = _time.GetUtcNow();
        Dispatcher.TakeDue(now);
        Dispatcher.Dispatch();
        if (!_mailbox.TrySend(Dispatcher))
        {
            return true; // What was posted meanwhile comes first.
        }

        _alarm.Set(Dispatcher.NextDue, now);
        return Dispatcher.Choice.HasRoom() && await ReadAsync();
    }

    /// <summary>Reads what is to be delivered next; false where there is nothing, or no place for it.</summary>
    private async ValueTask<bool> ReadAsync()
    {
        var (log, waiting, scheduled) = (_stream.Log, Dispatcher.Waiting, Dispatcher.Scheduled);
        if (waiting.NextToRead() is { } entries)
        {
            waiting.TakeRead(entries, await log.ReadEntriesAsync(entries, _stream.Memory.NextPage));
            return true;
        }

        if (scheduled is { NeedsPage: true, Beyond: { } beyond })
        {
            scheduled.TakePage(await log.ListScheduledAsync(beyond, Dispatcher.ReadNext, scheduled.PageSize), Dispatcher.IsPending);
            return true;
        }

        var from = Dispatcher.SeekNext();
        if (!waiting.HasSpace || (from >= log.Watermark && !HasMore(from)))
        {
            return false;
        }

        var end = log.Watermark;
        Dispatcher.TakePage(end, await log.ReadAsync(from, WaitingMessages.PageMessages, _stream.Memory.NextPage), _time.GetUtcNow());
        return true;
    }

    /// <summary>Waits at the doorbell; whether a message came just before.</summary>
    private bool HasMore(long from)
    {
        _stream.Doorbell.Wait(this);
        return from < _stream.Log.Watermark;
    }

    private void CursorMoved()
    {
        Cursor?.MarkDirty();
        ShowMarks();
        Interlocked.MemoryBarrier(); // Whoever trims sees it, or it sees what was trimmed.
    }

    private void ShowMarks() => Marks.Show(Acks, Dispatcher, DeadLetters, Cursor);

    private void Fail(Exception failure) => Dispatcher.Choice.Fail(
        failure as GdnException ?? new GdnException(GdnErrorCode.Internal, $"The subscription {_name} failed: {failure.Message}", failure));
}
