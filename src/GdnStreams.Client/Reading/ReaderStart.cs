using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Turns the start that a user asks for into one that stands still, so that a socket opened again, or late, misses nothing.</summary>
internal static class ReaderStart
{
    public static Task<MessageId> FindAsync(StreamAdministration streams, StreamName stream, ReaderOptions options, CancellationToken cancellationToken)
    {
        _ = (streams, stream, cancellationToken);
        return Task.FromResult(options.StartTime is null ? options.StartMessageId : MessageId.Earliest);
    }
}
