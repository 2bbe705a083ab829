using System.Runtime.CompilerServices;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A session's producers, one per stream, kept open so that the next Send-GdnMessage needs no handshake. Closed with the session.</summary>
#pragma warning disable CA1001 // The gate holds nothing to dispose of: its wait handle is never asked for.
internal sealed class SessionProducers
#pragma warning restore CA1001
{
    private static readonly ConditionalWeakTable<GdnSession, SessionProducers> Table = new();
    private readonly GdnSession _session;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<StreamName, SharedProducer> _producers = [];

    private SessionProducers(GdnSession session) => _session = session;

    public static SessionProducers Of(GdnSession session) => Table.GetValue(session, static session => new SessionProducers(session));

    /// <exception cref="GdnException">The stream takes no producer.</exception>
    public async Task<SharedProducer> OpenAsync(StreamName stream, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_producers.TryGetValue(stream, out var producer) && producer.Producer.State == ConnectionState.Closed)
            {
                // Its connection has ended for good; the server may be well again.
                await producer.DisposeAsync().ConfigureAwait(false);
                producer.TakeResults();
                producer = null;
            }

            if (producer is null)
            {
                producer = new SharedProducer(await _session.CreateProducerAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false));
                _producers[stream] = producer;
            }

            return producer;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Closes the producer of a stream: it has ended, or the stream is to be removed.</summary>
    public async Task CloseAsync(StreamName stream)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_producers.TryGetValue(stream, out var producer))
            {
                _producers.Remove(stream);
                await producer.DisposeAsync().ConfigureAwait(false);
                producer.TakeResults();
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
