using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Looks at those messages of a subscription's backlog that the filters let through, page by page. Nothing is delivered or acknowledged.</summary>
/// <param name="cmdlet">Whose pipeline thread waits.</param>
/// <param name="session">The session.</param>
/// <param name="stream">The stream.</param>
/// <param name="subscription">The subscription.</param>
/// <param name="filter">What is wanted; null is all.</param>
/// <param name="bounds">How much is read.</param>
internal sealed class BacklogScan(GdnCmdlet cmdlet, GdnSession session, StreamName stream, string subscription, MessageFilter? filter, ScanBounds bounds)
{
    private const int PageMessages = 200;
    private MessagePlace? _seen;

    /// <summary>The messages, as long as there are more. Whoever enumerates them ends it at any time.</summary>
    /// <param name="skip">How many of the oldest ones to leave out.</param>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound.</exception>
    public IEnumerable<GdnMessage> Read(int skip)
    {
        foreach (var page in Pages(skip))
        {
            foreach (var message in page)
            {
                if (bounds.IsOver || bounds.IsSpentBefore(message))
                {
                    yield break;
                }

                _seen = MessagePlace.Of(message.Id);
                var read = new GdnMessage(message);
                if (filter is null || filter.Takes(read))
                {
                    bounds.Take();
                    yield return read;
                }
            }
        }

        bounds.End();
    }

    /// <summary>
    /// What is new of each page. A place in the backlog is counted from its oldest message, which others acknowledge meanwhile: each page begins
    /// with the last message of the one before, and where that is not there, it goes back until it sees something that it has seen.
    /// </summary>
    private IEnumerable<IReadOnlyList<ReceivedMessage>> Pages(int at)
    {
        var isAfterSeen = false;
        var hasGoneBack = false;
        while (true)
        {
            var page = cmdlet.Await(session.Subscriptions.PeekAsync(stream, subscription, PageMessages, at, cmdlet.Cancelled));
            IReadOnlyList<ReceivedMessage> fresh = _seen is { } seen ? [.. page.Where(message => seen.IsBefore(MessagePlace.Of(message.Id)))] : page;
            if (_seen is not null && at > 0 && !isAfterSeen && fresh.Count == page.Count && (page.Count > 0 || !hasGoneBack))
            {
                (at, hasGoneBack) = (Math.Max(0, at - PageMessages), true);
            }
            else if (fresh.Count > 0)
            {
                yield return fresh;
                (at, isAfterSeen, hasGoneBack) = (at + page.Count - 1, false, false);
            }
            else if (page.Count > 1)
            {
                at += page.Count - 1;
            }
            else if (page.Count == 1 && !isAfterSeen)
            {
                (at, isAfterSeen) = (at + 1, true); // A large message may fill a page alone.
            }
            else
            {
                yield break;
            }
        }
    }
}
