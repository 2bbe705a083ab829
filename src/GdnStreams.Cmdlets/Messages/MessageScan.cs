using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Reads those messages of a part of a stream that the filters let through, one by one on the pipeline thread. It needs no subscription and leaves none.</summary>
/// <param name="cmdlet">Whose pipeline thread waits.</param>
/// <param name="session">The session.</param>
/// <param name="stream">The stream.</param>
/// <param name="range">The part.</param>
/// <param name="filter">What is wanted; null is all.</param>
/// <param name="bounds">How much is read.</param>
internal sealed class MessageScan(GdnCmdlet cmdlet, GdnSession session, StreamName stream, MessageRange range, MessageFilter? filter, ScanBounds bounds)
{
    private const int ShortestStep = 1024;
    private readonly MessagePlace? _from = range.From.Time is null && range.From.Id != MessageId.Earliest && range.From.Id != MessageId.Latest ? MessagePlace.Of(range.From.Id) : null;
    private bool _sawEarlier;

    /// <summary>The messages. Whoever enumerates them ends it at any time.</summary>
    /// <exception cref="GdnException">StreamNotFound, or why the reading ended.</exception>
    public IEnumerable<GdnMessage> Read()
    {
        var end = cmdlet.Await(EndAsync());
        if (!range.Follows && cmdlet.Await(BeginsBehindAsync(MessagePlace.Of(end))))
        {
            yield break;
        }

        foreach (var message in range.Last is { } count ? At(Last(count, MessagePlace.Of(end))) : range.Follows ? [] : Wanted(Start(end), MessagePlace.Of(end)))
        {
            yield return message;
        }

        if (range.Follows)
        {
            foreach (var message in Wanted(range.Last is null ? Start(end) : After(end), null))
            {
                yield return message;
            }
        }

        bounds.End();
    }

    /// <summary>The last message that is to be read: of those that are there now.</summary>
    private async Task<MessageId> EndAsync()
    {
        await KnownStreams.EnsureAsync(session, stream, create: false, cmdlet.Cancelled).ConfigureAwait(false);
        if (range.To.Time is null && range.To.Id != MessageId.Latest)
        {
            return range.To.Id;
        }

        try
        {
            return await session.Streams.GetLastMessageIdAsync(stream, cmdlet.Cancelled).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.NotSupported)
        {
            // Not every service tells. It ends then where the server has nothing more.
            return MessageId.Latest;
        }
    }

    /// <summary>Whether nothing is there to be read. A Pulsar counts the message that a reader starts behind, so that nobody could see of the reader that it has no more.</summary>
    private async Task<bool> BeginsBehindAsync(MessagePlace end)
    {
        if (range.From.Time is not { } time)
        {
            return range.From.Id == MessageId.Latest || _from?.IsAfter(end) == true;
        }

        try
        {
            return MessagePlace.Of(await session.Streams.GetMessageIdAsync(stream, time, cmdlet.Cancelled).ConfigureAwait(false)).IsAfter(end);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.NotSupported or GdnErrorCode.Forbidden)
        {
            return false; // Not every service tells. The reader begins at the beginning then.
        }
    }

    private ReaderOptions Start(MessageId end) =>
        range.From.Time is { } time ? new ReaderOptions { StartTime = time }
        : range.From.Id == MessageId.Latest ? After(end)
        : After(_from?.Before ?? MessageId.Earliest);

    private static ReaderOptions After(MessageId id) => new() { StartMessageId = id };

    private IEnumerable<GdnMessage> Wanted(ReaderOptions start, MessagePlace? end)
    {
        foreach (var message in InRange(start, end))
        {
            var read = new GdnMessage(message);
            if (filter is null || filter.Takes(read))
            {
                bounds.Take();
                yield return read;
            }
        }
    }

    private IEnumerable<ReceivedMessage> InRange(ReaderOptions start, MessagePlace? end)
    {
        using var source = new ScanSource(cmdlet, session, stream, bounds);
        foreach (var message in source.Read(start, end, counts: true))
        {
            if (message.PublishTime < range.From.Time || (_from is { } from && MessagePlace.Of(message.Id).IsBefore(from)))
            {
                _sawEarlier = true;
            }
            else if (message.PublishTime >= range.To.Time)
            {
                yield break;
            }
            else
            {
                yield return message;
            }
        }
    }

    /// <summary>
    /// Where the last wanted messages are, in order. Nobody knows how far back that is, so it goes back from the end in longer and longer
    /// steps, and keeps places only: the messages may be large.
    /// </summary>
    private List<MessagePlace> Last(int count, MessagePlace end)
    {
        List<MessagePlace> found = [];
        for (long step = Math.Max(ShortestStep, 2L * count); found.Count < count; step *= 4)
        {
            // Entries are numbered within a ledger; what lies in an earlier one is read from the beginning.
            var before = end.Position.EntryId - step;
            var isLastStep = before < 0 || end.Position == MessagePosition.Latest || (_from is { } from && from.Position.LedgerId == end.Position.LedgerId && from.Position.EntryId > before);
            var start = isLastStep ? Start(end.Position.ToMessageId()) : After((end.Position with { EntryId = before }).ToMessageId());
            var places = new Queue<MessagePlace>();
            foreach (var message in Wanted(start, end))
            {
                places.Enqueue(MessagePlace.Of(message.Id));
                if (places.Count > count - found.Count)
                {
                    places.Dequeue();
                }
            }

            found.InsertRange(0, places);
            if (isLastStep || _sawEarlier || bounds.IsOver || bounds.IsSpent)
            {
                break;
            }

            end = new MessagePlace(end.Position with { EntryId = before }, -1, 0);
        }

        return found;
    }

    private IEnumerable<GdnMessage> At(List<MessagePlace> places)
    {
        if (places.Count == 0)
        {
            yield break;
        }

        using var source = new ScanSource(cmdlet, session, stream, bounds);
        var next = 0;
        foreach (var message in source.Read(After(places[0].Before), places[places.Count - 1], counts: false))
        {
            var place = MessagePlace.Of(message.Id);
            while (next < places.Count && places[next].IsBefore(place))
            {
                next++; // It was removed meanwhile.
            }

            if (next < places.Count && places[next] == place)
            {
                next++;
                yield return new GdnMessage(message);
            }
        }
    }
}
