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
    private readonly Dictionary<(StreamName Stream, TimeSpan Timeout), SharedProducer> _producers = [];
    private readonly RecentlyLeft<(StreamName Stream, string? Name)> _left = new();

    private SessionProducers(GdnSession session) => _session = session;

    public static SessionProducers Of(GdnSession session) => Table.GetValue(session, static session => new SessionProducers(session));

    /// <exception cref="GdnException">StreamNotFound: there is no such stream, and none is to be created; or it takes no producer.</exception>
    public async Task<SharedProducer> OpenAsync(StreamName stream, TimeSpan timeout, bool create, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_producers.TryGetValue((stream, timeout), out var producer) && (producer.Producer.State == ConnectionState.Closed || producer.IsGivenUp))
            {
                // Its connection has ended for good, or was lost for longer than messages wait. A new one tells at once whether the server is well again.
                await producer.DisposeAsync().ConfigureAwait(false);
                producer.TakeResults();
                producer = null;
            }

            if (producer is null)
            {
                var options = new ProducerOptions { SendTimeout = timeout };
                producer = new SharedProducer(await KnownStreams.OpenProducerAsync(_session, stream, create, options, cancellationToken).ConfigureAwait(false));
                _producers[(stream, timeout)] = producer;
            }

            return producer;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A cmdlet has closed a producer of its own.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Its name; null where the server made one up.</param>
    public void Left(StreamName stream, string? name) => _left.Add((stream, name));

    /// <summary>Whether this session had a producer of this name a moment ago.</summary>
    public bool HasJustLeft(StreamName stream, string name) => _left.Any(left => left == (stream, name));

    /// <summary>Closes the producers of a stream: it has ended, or the stream is to be removed. Returns whether there were any, also a moment ago.</summary>
    public async Task<bool> CloseAsync(StreamName stream)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            var keys = _producers.Keys.Where(key => key.Stream == stream).ToArray();
            foreach (var key in keys)
            {
                var producer = _producers[key];
                _producers.Remove(key);
                await producer.DisposeAsync().ConfigureAwait(false);
                producer.TakeResults();
            }

            return keys.Length > 0 || _left.Any(left => left.Stream == stream);
        }
        finally
        {
            _gate.Release();
        }
    }
}
