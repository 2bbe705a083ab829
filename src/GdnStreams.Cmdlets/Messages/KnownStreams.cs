using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Whether a stream is there before somebody sends to it or receives from it: sockets would create a mistyped one.</summary>
internal static class KnownStreams
{
    /// <exception cref="GdnException">StreamNotFound: there is none, and none is to be created; StreamTerminated; or what the creation fails with.</exception>
    public static async Task EnsureAsync(GdnSession session, StreamName stream, bool create, bool toSend, CancellationToken cancellationToken)
    {
        if (stream.Scope == StreamScope.Collection || await IsThereAsync(session, stream, toSend, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (!create && !SessionSettings.Of(session).CreatesStreams)
        {
            throw new GdnException(GdnErrorCode.StreamNotFound, $"There is no {stream.Scope.ToString().ToLowerInvariant()} stream '{stream.Name}' in fabric {session.Fabric}.");
        }

        try
        {
            await session.Streams.CreateAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamExists)
        {
            // Somebody else was faster.
        }
    }

    private static async Task<bool> IsThereAsync(GdnSession session, StreamName stream, bool toSend, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await session.Streams.ListAsync(stream.Scope, cancellationToken).ConfigureAwait(false)).FirstOrDefault(info => info.Name == stream);
            return toSend && found is { IsTerminated: true }
                ? throw new GdnException(GdnErrorCode.StreamTerminated, $"The stream {stream} was terminated and takes no more messages.")
                : found is not null;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Forbidden)
        {
            // Who may not ask may still send or receive: the socket says so.
            return true;
        }
    }
}
