using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Turns the start that a user asks for into one that stands still, so that a socket opened late, or again, misses nothing.</summary>
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
            // The socket creates the stream, where it may: all that it will hold comes later.
            return MessageId.Earliest;
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.NotSupported or GdnErrorCode.Forbidden)
        {
            // Not every service tells; a reader of latest then starts anew when its first socket breaks before the first message.
            return otherwise;
        }
    }
}
