using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Whether a receive has what was in the backlogs when it began: of each stream it has received the message that was the last one then, or one
/// behind it, or the server has nothing to deliver now. What others have, what waits for its time and what was denied is not waited for.
/// </summary>
/// <param name="session">The session.</param>
internal sealed class CaughtUp(GdnSession session)
{
    /// <summary>After which time without a message the server is asked.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private readonly Dictionary<HeldConsumer, MessagePlace> _ends = [];

    /// <summary>Whether it has all of it.</summary>
    public bool IsReached => _ends.Count == 0;

    /// <summary>Notes what a stream has now.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public async Task AddAsync(HeldConsumer held, CancellationToken cancellationToken)
    {
        MessagePlace end;
        try
        {
            end = MessagePlace.Of(await session.Streams.GetLastMessageIdAsync(held.Stream, cancellationToken).ConfigureAwait(false));
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.NotSupported)
        {
            end = MessagePlace.Of(MessageId.Latest); // Not every service tells. It has all of it then when there is nothing more.
        }

        if (end.Position.EntryId >= 0)
        {
            _ends[held] = end;
        }
    }

    /// <summary>Takes note of a message.</summary>
    public void Take(GdnMessage message)
    {
        if (message.Source is { } held && _ends.TryGetValue(held, out var end) && MessagePlace.Of(message.Id).Reaches(end))
        {
            _ends.Remove(held);
        }
    }

    /// <summary>
    /// Asks whether there is nothing more to deliver. True means that everything is here that the server has sent: what has arrived still counts.
    /// Nothing more is waited for of a stream that was removed, of those that <paramref name="mayLeave"/> names.
    /// </summary>
    /// <exception cref="GdnException">Why the connection of one ended.</exception>
    public async Task<bool> AskAsync(Func<StreamName, bool> mayLeave, CancellationToken cancellationToken)
    {
        foreach (var held in _ends.Keys.ToArray())
        {
            try
            {
                if (!await HasNothingMoreAsync(held, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.StreamNotFound or GdnErrorCode.Closed && mayLeave(held.Stream))
            {
                _ends.Remove(held);
            }
        }

        return true;
    }

    private async Task<bool> HasNothingMoreAsync(HeldConsumer held, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            var stats = await session.Streams.GetStatsAsync(held.Stream, limit.Token).ConfigureAwait(false);
            if (stats.Subscriptions.TryGetValue(held.Subscription, out var subscription)
                && subscription.Backlog - subscription.DelayedMessages > Math.Max(subscription.UnacknowledgedMessages, held.Unsettled))
            {
                return false;
            }

            // Its answer comes behind everything that was sent.
            await held.Consumer.IsEndOfTopicAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (GdnException e) when (Outage.Is(e.Code))
        {
            // Who cannot be asked now is asked again; the consumer tells what ails it.
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
