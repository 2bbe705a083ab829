using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Turns the requested start into a fixed position, so that a socket that opens late or again misses nothing.</summary>
internal static class ReaderStart
{
    public static async Task<MessageId> FindAsync(StreamAdministration streams, StreamName stream, ReaderOptions options, CancellationToken cancellationToken)
    {
        if (options.StartTime is { } time)
        {
            // A reader starts after the id it is given.
            var first = await OfAsync(() => streams.GetMessageIdAsync(stream, time, cancellationToken), MessageId.Earliest).ConfigureAwait(false);
            return MessagePosition.TryParse(first.ToString(), out var position) && position.EntryId >= 0
                ? (position with { EntryId = position.EntryId - 1 }).ToMessageId()
                : MessageId.Earliest;
        }

        return options.StartMessageId == MessageId.Latest
            ? await OfAsync(() => streams.GetLastMessageIdAsync(stream, cancellationToken), MessageId.Latest).ConfigureAwait(false)
            : options.StartMessageId;
    }

    private static async Task<MessageId> OfAsync(Func<Task<MessageId>> ask, MessageId otherwise)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.StreamNotFound)
        {
            // The socket creates the stream if it may, and every message comes after that.
            return MessageId.Earliest;
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.NotSupported or GdnErrorCode.Forbidden)
        {
            // Not every service tells. Such a reader starts at latest again if its first socket breaks before the first message.
            return otherwise;
        }
    }
}
