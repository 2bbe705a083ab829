using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A producer that is opened with its first message, and again where it has ended. Thread-safe.</summary>
/// <param name="session">The session.</param>
/// <param name="stream">The stream.</param>
/// <param name="create">Whether to create a stream that does not exist.</param>
internal sealed class StoringProducer(GdnSession session, StreamName stream, bool create) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Producer? _producer;

    public StreamName Stream => stream;

    /// <summary>Sends a message and waits until it is stored.</summary>
    /// <exception cref="GdnException">It is not stored, or nobody knows.</exception>
    public async Task StoreAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var producer = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await producer.SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_producer is not null)
        {
            await _producer.DisposeAsync().ConfigureAwait(false);
        }

        _gate.Dispose();
    }

    private async Task<Producer> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_producer is { State: ConnectionState.Closed } ended)
            {
                _producer = null;
                await ended.DisposeAsync().ConfigureAwait(false);
            }

            if (_producer is null)
            {
                _producer = await KnownStreams.OpenProducerAsync(session, stream, create, new ProducerOptions(), cancellationToken).ConfigureAwait(false);
            }

            return _producer;
        }
        finally
        {
            _gate.Release();
        }
    }
}
