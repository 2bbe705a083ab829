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
    private readonly RecentlyLeft<(StreamName Stream, string Subscription)> _left = new();
    private readonly ReturnedMessages _returned = new();

    private SessionConsumers(GdnSession session) => _session = session;

    public static SessionConsumers Of(GdnSession session) => Table.GetValue(session, static session => new SessionConsumers(session));

    /// <summary>Takes over the consumer that an earlier Receive-GdnMessage left open, or connects one.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="wanted">How to receive.</param>
    /// <param name="initialPosition">Where a new subscription starts.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">StreamNotFound: there is no such stream, and none is to be created; BadRequest: the consumer that was left open has
    /// other options; SubscriptionBusy and others: the subscription takes no consumer.</exception>
    public async Task<HeldConsumer> OpenAsync(StreamName stream, string subscription, WantedConsumer wanted, InitialPosition initialPosition, CancellationToken cancellationToken)
    {
        lock (_held)
        {
            if (_held.Find(held => held.Stream == stream && held.Subscription == subscription && held.TryReceiveAgain(wanted)) is { } left)
            {
                return left;
            }
        }

        await KnownStreams.EnsureAsync(_session, stream, wanted.Create, cancellationToken).ConfigureAwait(false);
        var options = wanted.For(stream) with { InitialPosition = initialPosition };
        Task<Consumer> SubscribeAsync() => _session.SubscribeAsync(stream, subscription, options, cancellationToken);
        var consumer = await (HasJustLeft(stream, subscription) ? Reopening.OpenAsync(SubscribeAsync, null, cancellationToken) : SubscribeAsync()).ConfigureAwait(false);
        var opened = new HeldConsumer(consumer, _session, options, _returned, Forget);
        lock (_held)
        {
            _held.Add(opened);
        }

        return opened;
    }

    /// <summary>The open consumers of a subscription.</summary>
    public IReadOnlyList<HeldConsumer> Of(StreamName stream, string subscription)
    {
        lock (_held)
        {
            return [.. _held.Where(held => held.Stream == stream && held.Subscription == subscription)];
        }
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

    /// <summary>Whether this session had a consumer of it a moment ago.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="subscription">The subscription; null: any.</param>
    public bool HasJustLeft(StreamName stream, string? subscription) =>
        _left.Any(left => left.Stream == stream && (subscription is null || left.Subscription == subscription));

    private void Forget(HeldConsumer closed)
    {
        lock (_held)
        {
            _held.Remove(closed);
        }

        _left.Add((closed.Stream, closed.Subscription));
    }
}
