using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One consumer of a subscription. Disposing it gives its unacknowledged messages back for redelivery.</summary>
public sealed class EngineConsumer : IAsyncDisposable
{
    private readonly Subscription _subscription;

    internal EngineConsumer(Subscription subscription, ConsumerSettings settings, string name, DateTimeOffset connectedSince)
    {
        (_subscription, Settings, Name, ConnectedSince) = (subscription, settings, name, connectedSince);
        Permits = settings.PullMode ? 0 : settings.Window;
    }

    /// <summary>Name of the consumer.</summary>
    public string Name { get; }

    /// <summary>When it connected.</summary>
    public DateTimeOffset ConnectedSince { get; }

    /// <summary>What it is sent, in order; completes when the subscription or the stream is deleted. Bounded by the window.</summary>
    public ChannelReader<Delivery> Deliveries => Outbox.Reader;

    /// <summary>Whether the stream is terminated and everything was delivered to this subscription.</summary>
    public bool HasReachedEndOfTopic => _subscription.HasReachedEnd;

    internal ConsumerSettings Settings { get; }

    internal Channel<Delivery> Outbox { get; } = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>How many more messages it may be sent; guarded by the subscription's lock.</summary>
    internal int Permits { get; set; }

    /// <summary>How many messages it has and did not acknowledge; guarded by the subscription's lock.</summary>
    internal int Unacknowledged { get; set; }

    /// <summary>Acknowledges one message and frees its place; an unknown or foreign id changes nothing.</summary>
    public void Acknowledge(MessagePosition position) => _subscription.Acknowledge(position);

    /// <summary>Gives one message back for redelivery after the delay and frees its place.</summary>
    public void NegativeAcknowledge(MessagePosition position) => _subscription.NegativeAcknowledge(this, position);

    /// <summary>Allows this many more deliveries: pull mode's permits, or a reader's credit.</summary>
    public void Permit(int messages) => _subscription.Permit(this, messages);

    /// <summary>Deletes the subscription.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.ActiveConsumers"/>: others are connected to it.</exception>
    public Task UnsubscribeAsync(CancellationToken cancellationToken) => _subscription.UnsubscribeAsync(this, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _subscription.RemoveAsync(this);
}
