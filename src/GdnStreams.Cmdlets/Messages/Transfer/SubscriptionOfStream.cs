using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The subscription by which messages are moved where none is named.</summary>
internal static class SubscriptionOfStream
{
    /// <summary>The name of the one that is made where the stream has none.</summary>
    public const string Default = "redrive";

    /// <exception cref="GdnException">BadRequest: the stream has several, and moving takes messages from one of them; StreamNotFound.</exception>
    public static async Task<string> FindAsync(GdnSession session, StreamName stream, CancellationToken cancellationToken)
    {
        var all = await session.Subscriptions.ListAsync(stream, cancellationToken).ConfigureAwait(false);
        return all.Count switch
        {
            0 => Default,
            1 => all[0],
            _ when all.Contains(Default) => Default,
            _ => throw new GdnException(
                GdnErrorCode.BadRequest,
                $"{stream} has the subscriptions {string.Join(", ", all.OrderBy(name => name, StringComparer.Ordinal))}, and messages are taken from one of them. Give it with -Subscription."),
        };
    }
}
