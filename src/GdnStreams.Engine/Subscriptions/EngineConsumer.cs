using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One consumer of a subscription. Disposing it gives its unacknowledged messages back for redelivery.</summary>
public sealed class EngineConsumer : IAsyncDisposable
{
    private readonly Subscription _subscription;
    private readonly EngineStream _stream;
    private readonly TimeProvider _time;

    /// <param name="subscription">Its subscription.</param>
    /// <param name="stream">Their stream.</param>
    /// <param name="ring">Rings the subscription's loop.</param>
    /// <param name="settings">How it takes part.</param>
    /// <param name="name">Its name.</param>
    /// <param name="time">The clock.</param>
    internal EngineConsumer(Subscription subscription, EngineStream stream, Action ring, ConsumerSettings settings, string name, TimeProvider time)
    {
        (_subscription, _stream, _time, Settings, Name, ConnectedSince) = (subscription, stream, time, settings, name, time.GetUtcNow());
        Sent = new Traffic(time);
        Outbox = new Outbox(stream.Options.OutboxBytes, stream.Memory, ring);
        Permits = settings.PullMode ? 0 : settings.Window;
    }

    /// <summary>Name of the consumer.</summary>
    public string Name { get; }

    /// <summary>When it connected.</summary>
    public DateTimeOffset ConnectedSince { get; }

    /// <summary>What it is sent, in order; completes when the subscription or the stream is deleted. Bounded by the window, <see cref="EngineOptions.OutboxBytes"/> and <see cref="EngineOptions.Memory"/>.</summary>
    public ChannelReader<Delivery> Deliveries => Outbox;

    /// <summary>Takes what it was sent, at once: the first message, and those that follow as long as they are no more than this many bytes together.</summary>
    public void TakeReady(List<Delivery> into, long together) => Outbox.Take(into, together);

    /// <summary>Whether the stream is terminated and everything was delivered to this subscription.</summary>
    public Task<bool> HasReachedEndOfTopicAsync() => _subscription.HasReachedEndAsync();

    /// <summary>Whether it is sent only what it has asked for: pull mode.</summary>
    public bool IsPulling => Settings.PullMode;

    /// <summary>In pull mode, how many messages it asked for and was not sent; otherwise 0.</summary>
    public int UnusedPermits => Settings.PullMode ? Permits : 0;

    internal ConsumerSettings Settings { get; }

    internal Outbox Outbox { get; }

    internal Traffic Sent { get; }

    /// <summary>Whether it has not left; the subscription's loop's.</summary>
    internal bool IsConnected { get; set; }

    /// <summary>How many more messages it may be sent; the subscription's loop's.</summary>
    internal int Permits { get; set; }

    /// <summary>How many messages it has and did not acknowledge; the subscription's loop's.</summary>
    internal int Unacknowledged { get; set; }

    /// <summary>Whether it may be sent a message now; the subscription's loop's.</summary>
    internal bool CanTake() => Permits > 0 && Unacknowledged < _stream.Options.MaxUnacknowledged && Outbox.HasRoom();

    /// <summary>Takes back what it was sent and did not take, as if it had never been sent; the subscription's loop's.</summary>
    internal void TakeBackUntaken() => ReturnPermits(Outbox.Clear());

    /// <summary>Messages were taken back before it took them. Elsewhere a place comes free when its message is settled; the subscription's loop's.</summary>
    internal void ReturnPermits(int messages) => Permits += Settings.PullMode || Settings.IsReader ? messages : 0;

    /// <summary>Acknowledges one message, whoever has it, and frees its place; an unknown or foreign id changes nothing.</summary>
    public void Acknowledge(MessagePosition position) => Acknowledge([position]);

    /// <summary>Acknowledges messages, as one by one.</summary>
    public void Acknowledge(ReadOnlySpan<MessagePosition> positions) => _subscription.Acknowledge(this, positions);

    /// <summary>Frees a message's place at once and gives it back for redelivery after the delay.</summary>
    public void NegativeAcknowledge(MessagePosition position) => _subscription.NegativeAcknowledge(this, position, _time.After(Settings.NegativeAckDelay));

    /// <summary>Allows this many more deliveries: pull mode's permits, or a reader's credit.</summary>
    public void Permit(int messages) => _subscription.Permit(this, messages);

    /// <summary>Completes when not very much that consumers have said waits to be taken: for those who do not wait for messages before they go on.</summary>
    public Task WaitForRoomAsync() => _subscription.WaitForRoomAsync();

    /// <summary>Stores a message that it has in a dead letter topic, which is created where it does not exist, and acknowledges it once it is stored there.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="deadLetterTopic">The dead letter topic.</param>
    /// <param name="marks">Properties that it gets there besides its own.</param>
    /// <exception cref="GdnException">It could not be stored, and stays with this consumer.</exception>
    public async Task SendDeadLetterAsync(Delivery delivery, TopicName deadLetterTopic, IReadOnlyDictionary<string, string> marks)
    {
        await _stream.Engine.SendDeadLetterAsync(_stream, _subscription.Name, delivery.Message, deadLetterTopic, marks);
        Acknowledge(delivery.Position);
    }

    /// <summary>Completes when everything that was acknowledged before is on disk, and is delivered to nobody again.</summary>
    /// <exception cref="GdnException">It could not be written now, and is tried again; <see cref="GdnErrorCode.SubscriptionNotFound"/>: it is being deleted.</exception>
    public Task FlushAsync() => _subscription.FlushAsync();

    /// <summary>Deletes the subscription.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.ActiveConsumers"/>: others are connected to it.</exception>
    public Task UnsubscribeAsync(CancellationToken cancellationToken) => _subscription.UnsubscribeAsync(this, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _subscription.RemoveAsync(this);
}
