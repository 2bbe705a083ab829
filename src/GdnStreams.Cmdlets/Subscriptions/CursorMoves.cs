using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Moves cursors and counts what that moved.</summary>
internal static class CursorMoves
{
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound, and what the move itself fails with.</exception>
    public static async Task<GdnCursorMove> MoveAsync(GdnSession session, StreamName stream, string subscription, Func<Task> moveAsync, CancellationToken cancellationToken)
    {
        var before = await BacklogAsync(session, stream, subscription, cancellationToken).ConfigureAwait(false);

        // What this session received ahead of the move must not be handed out after it.
        await SessionConsumers.Of(session).CloseAsync(stream, subscription).ConfigureAwait(false);
        await moveAsync().ConfigureAwait(false);
        return new GdnCursorMove(stream, subscription, before, await BacklogAsync(session, stream, subscription, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<long> BacklogAsync(GdnSession session, StreamName stream, string subscription, CancellationToken cancellationToken)
    {
        var backlog = await session.Streams.GetBacklogAsync(stream, cancellationToken).ConfigureAwait(false);
        return backlog.Subscriptions.TryGetValue(subscription, out var messages)
            ? messages
            : throw new GdnException(GdnErrorCode.SubscriptionNotFound, $"The stream {stream} has no subscription '{subscription}'.");
    }
}
