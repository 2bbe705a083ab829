using System.Runtime.CompilerServices;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The consumers of a session that hold messages for Confirm-GdnMessage and Deny-GdnMessage.</summary>
internal sealed class SessionConsumers
{
    private static readonly ConditionalWeakTable<GdnSession, SessionConsumers> Table = new();
    private readonly GdnSession _session;
    private readonly List<HeldConsumer> _held = [];

    private SessionConsumers(GdnSession session) => _session = session;

    public static SessionConsumers Of(GdnSession session) => Table.GetValue(session, static session => new SessionConsumers(session));

    /// <summary>Takes over the consumer that an earlier Receive-GdnMessage left open, or connects one.</summary>
    /// <exception cref="GdnException">StreamNotFound: there is no such stream, and none is to be created; or the subscription takes no consumer.</exception>
    public async Task<HeldConsumer> OpenAsync(StreamName stream, string subscription, ConsumerOptions options, bool create, CancellationToken cancellationToken)
    {
        lock (_held)
        {
            if (_held.Find(held => held.Stream == stream && held.Subscription == subscription && held.TryReceiveAgain()) is { } left)
            {
                return left;
            }
        }

        await KnownStreams.EnsureAsync(_session, stream, create, cancellationToken).ConfigureAwait(false);
        var consumer = await _session.SubscribeAsync(stream, subscription, options, cancellationToken).ConfigureAwait(false);
        var opened = new HeldConsumer(consumer, options.ReceiverQueueSize, _session.Trace, Forget);
        lock (_held)
        {
            _held.Add(opened);
        }

        return opened;
    }

    /// <summary>Closes the consumers of a stream, or of one of its subscriptions; what they hold is delivered again.</summary>
    public async Task CloseAsync(StreamName stream, string? subscription)
    {
        HeldConsumer[] closing;
        lock (_held)
        {
            closing = [.. _held.Where(held => held.Stream == stream && (subscription is null || held.Subscription == subscription))];
        }

        foreach (var held in closing)
        {
            await held.CloseAsync().ConfigureAwait(false);
        }
    }

    private void Forget(HeldConsumer closed)
    {
        lock (_held)
        {
            _held.Remove(closed);
        }
    }
}
