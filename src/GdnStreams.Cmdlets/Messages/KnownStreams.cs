using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Whether a stream is there before somebody sends to it or receives from it: sockets would create a mistyped one.</summary>
internal static class KnownStreams
{
    /// <exception cref="GdnException">StreamNotFound: there is none, and none is to be created; or what the creation fails with.</exception>
    public static async Task EnsureAsync(GdnSession session, StreamName stream, bool create, CancellationToken cancellationToken)
    {
        if (stream.Scope == StreamScope.Collection || await IsThereAsync(session, stream, cancellationToken).ConfigureAwait(false))
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

    /// <summary>Connects a producer to a stream that is there.</summary>
    /// <exception cref="GdnException">What <see cref="EnsureAsync"/> fails with; StreamTerminated; or the stream takes no producer.</exception>
    public static async Task<Producer> OpenProducerAsync(GdnSession session, StreamName stream, bool create, ProducerOptions options, CancellationToken cancellationToken)
    {
        await EnsureAsync(session, stream, create, cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.CreateProducerAsync(stream, options, cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (e is { Code: GdnErrorCode.Unavailable, Status: > 0 })
        {
            // A socket that a GDN or a Pulsar refuses tells no more than this status, also for a stream that takes no more messages for ever.
            if (await session.Streams.IsTerminatedAsync(stream, cancellationToken).ConfigureAwait(false))
            {
                throw new GdnException(GdnErrorCode.StreamTerminated, $"The stream {stream} was terminated and takes no more messages.", e) { Status = e.Status };
            }

            throw;
        }
    }

    private static async Task<bool> IsThereAsync(GdnSession session, StreamName stream, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Streams.ExistsAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Forbidden)
        {
            // Who may not ask may still send or receive: the socket says so.
            return true;
        }
    }
}
