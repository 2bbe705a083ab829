using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A reader of a stream on the pipeline thread that knows where to end.</summary>
/// <param name="cmdlet">Whose pipeline thread waits.</param>
/// <param name="session">The session.</param>
/// <param name="stream">The stream.</param>
/// <param name="bounds">How much is read.</param>
internal sealed class ScanSource(GdnCmdlet cmdlet, GdnSession session, StreamName stream, ScanBounds bounds) : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan IdleFollowing = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private readonly string _name = $"read-{Guid.NewGuid():n}";
    private readonly ConnectionWatch _watch = new($"{cmdlet.MyInvocation.MyCommand.Name} from {stream}");
    private Reader? _reader;

    /// <summary>The messages from a start on.</summary>
    /// <param name="start">Where it starts.</param>
    /// <param name="end">The last place; null goes on for ever, or until the stream was terminated.</param>
    /// <param name="counts">Whether the messages count as read.</param>
    /// <exception cref="GdnException">Why the reading ended.</exception>
    public IEnumerable<ReceivedMessage> Read(ReaderOptions start, MessagePlace? end, bool counts)
    {
        if (end is { Position.EntryId: < 0 })
        {
            yield break; // There never was a message.
        }

        _reader = cmdlet.Await(session.CreateReaderAsync(stream, start with { ReaderName = _name }, cmdlet.Cancelled));
        _reader.StateChanged += _watch.Changed;
        _watch.Take(_reader.State, _reader.Interruption);
        while (Next(_reader, hasEnd: end is not null) is { } message)
        {
            var place = end is null ? default : MessagePlace.Of(message.Id);
            if ((end is { } last && place.IsAfter(last)) || (counts && bounds.IsSpentBefore(message)))
            {
                yield break;
            }

            yield return message;
            if (end is { } reached && place.Reaches(reached))
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_reader is not null)
        {
            _reader.StateChanged -= _watch.Changed;
            cmdlet.Await(_reader.DisposeAsync());
        }
    }

    /// <summary>The next message; null where the time is up, and where none will come.</summary>
    private ReceivedMessage? Next(Reader reader, bool hasEnd)
    {
        while (true)
        {
            if (cmdlet.Cancelled.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            _watch.Tell(cmdlet);
            if (bounds.IsOver)
            {
                TellLost(reader);
                return null;
            }

            if (reader.TryReceive(out var message) || cmdlet.Await(WaitAsync(reader, hasEnd ? Idle : IdleFollowing)) is { } arrived && (message = arrived) is not null)
            {
                return message;
            }

            if (!bounds.IsOver && reader.State == ConnectionState.Open && cmdlet.Await(IsAtEndAsync(reader, hasEnd)))
            {
                return reader.TryReceive(out message) ? message : null;
            }
        }
    }

    private async Task<ReceivedMessage?> WaitAsync(Reader reader, TimeSpan most)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);
        patience.CancelAfter(bounds.Left < most ? bounds.Left : most);
        var message = reader.ReceiveAsync(patience.Token).AsTask();
        await Task.WhenAny(message, _watch.Noted).ConfigureAwait(false);
        if (!message.IsCompleted)
        {
            patience.Cancel();
        }

        try
        {
            return await message.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cmdlet.Cancelled.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Whether the server has sent all there is; then it is here. The last message may have been removed, so waiting for it is not enough.</summary>
    private async Task<bool> IsAtEndAsync(Reader reader, bool hasEnd)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);
        limit.CancelAfter(Longest);
        try
        {
            if (hasEnd)
            {
                var stats = await session.Streams.GetStatsAsync(stream, limit.Token).ConfigureAwait(false);
                if (!stats.Subscriptions.Values.Any(subscription => subscription.Backlog <= 0 && subscription.Consumers.Any(consumer => consumer.Name == _name)))
                {
                    return false;
                }
            }

            // The answer comes behind everything that was sent.
            return await reader.IsEndOfTopicAsync(limit.Token).ConfigureAwait(false) || hasEnd;
        }
        catch (GdnException e) when (Outage.Is(e.Code))
        {
            // Who cannot be asked now is asked again; the reader tells what ails it.
            return false;
        }
        catch (OperationCanceledException) when (!cmdlet.Cancelled.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>No message in the given time is no answer where the server could not be asked.</summary>
    private void TellLost(Reader reader)
    {
        if (reader.State != ConnectionState.Open)
        {
            cmdlet.WriteError(ReceiveErrors.Unknown($"{stream}", reader.Interruption));
        }
    }
}
