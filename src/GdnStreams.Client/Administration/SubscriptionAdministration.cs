using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Durable subscriptions and their cursors, on streams of the session's fabric. Thread-safe.</summary>
public abstract class SubscriptionAdministration
{
    private const int MaxPeek = 1000;

    private protected SubscriptionAdministration()
    {
    }

    /// <summary>Names of the stream's subscriptions.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public abstract Task<IReadOnlyList<string>> ListAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Creates a subscription before anybody consumes it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="subscription">Its name.</param>
    /// <param name="startAt">The first message that it gets, Earliest, or Latest (null, the default).</param>
    /// <param name="isExcluded">Whether it starts after that message instead.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionExists; BadRequest: not a message id.</exception>
    public abstract Task CreateAsync(
        StreamName stream, string subscription, MessageId? startAt = null, bool isExcluded = false, CancellationToken cancellationToken = default);

    /// <summary>Deletes one subscription of one stream.</summary>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound, ActiveConsumers.</exception>
    public Task DeleteAsync(StreamName stream, string subscription, CancellationToken cancellationToken = default) =>
        DeleteAsync(stream, subscription, force: false, cancellationToken);

    /// <summary>Deletes one subscription of one stream; with <paramref name="force"/>, on a Pulsar only, also while consumers are connected.</summary>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound, ActiveConsumers; NotSupported: GDN does it by force on all streams at once, <see cref="UnsubscribeAsync"/>.</exception>
    public abstract Task DeleteAsync(StreamName stream, string subscription, bool force, CancellationToken cancellationToken = default);

    /// <summary>Deletes a subscription from every stream of the fabric, even while consumers are connected.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public abstract Task UnsubscribeAsync(string subscription, CancellationToken cancellationToken = default);

    /// <summary>Acknowledges everything for one subscription by name, or for all (null), on every stream of the fabric.</summary>
    /// <exception cref="GdnException">FabricNotFound, Forbidden.</exception>
    public abstract Task ClearBacklogAsync(string? subscription = null, CancellationToken cancellationToken = default);

    /// <summary>Acknowledges everything for one subscription of one stream.</summary>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound.</exception>
    public abstract Task SkipAllAsync(StreamName stream, string subscription, CancellationToken cancellationToken = default);

    /// <summary>Acknowledges the oldest messages of a backlog; all of it where it has fewer.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="messages"/> is negative.</exception>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound.</exception>
    public Task SkipAsync(StreamName stream, string subscription, long messages, CancellationToken cancellationToken = default) => messages < 0
        ? throw new ArgumentOutOfRangeException(nameof(messages), messages, "The number of messages is negative.")
        : SkipCoreAsync(stream, subscription, messages, cancellationToken);

    /// <summary>Moves the cursor to a message, back or forth: everything from it on is delivered (again).</summary>
    /// <remarks>A Pulsar disconnects the consumers, which then connect again; and unless it acknowledges within batches it begins with the first message of a batch.</remarks>
    /// <param name="stream">The stream.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="position">The message, Earliest or Latest.</param>
    /// <param name="isExcluded">Whether to start after that message instead.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound; BadRequest: not a message id.</exception>
    public abstract Task ResetAsync(
        StreamName stream, string subscription, MessageId position, bool isExcluded = false, CancellationToken cancellationToken = default);

    /// <summary>Moves the cursor to the first message published at or after a time (to the millisecond, not before 1970).</summary>
    /// <remarks>A Pulsar disconnects the consumers, which then connect again.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The time is before 1970.</exception>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound.</exception>
    public Task ResetAsync(StreamName stream, string subscription, DateTimeOffset time, CancellationToken cancellationToken = default) =>
        time.ToUnixTimeMilliseconds() is var milliseconds and >= 0
            ? ResetCoreAsync(stream, subscription, milliseconds, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(time), time, "The time is before 1970.");

    /// <summary>Acknowledges what was published longer ago, for one subscription or for all of the stream (null).</summary>
    /// <remarks>A Pulsar begins with it and answers before it is done.</remarks>
    /// <param name="stream">The stream.</param>
    /// <param name="subscription">The subscription; null means all.</param>
    /// <param name="age">Whole seconds, at least one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="age"/> is below one second.</exception>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound; SubscriptionBusy: an expiry runs already.</exception>
    public Task ExpireAsync(StreamName stream, string? subscription, TimeSpan age, CancellationToken cancellationToken = default) =>
        age >= TimeSpan.FromSeconds(1)
            ? ExpireCoreAsync(stream, subscription, (long)age.TotalSeconds, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(age), age, "The age is below one second. To acknowledge everything, use SkipAllAsync.");

    /// <summary>Looks at messages of a backlog; nothing is delivered or acknowledged.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="count">Most messages, 1 (default) to 1,000; a server may answer fewer where they are large, but at least one.</param>
    /// <param name="skip">How many of the oldest ones to leave out; not negative.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> or <paramref name="skip"/> is out of its bounds.</exception>
    /// <exception cref="GdnException">StreamNotFound, SubscriptionNotFound.</exception>
    public Task<IReadOnlyList<ReceivedMessage>> PeekAsync(
        StreamName stream, string subscription, int count = 1, int skip = 0, CancellationToken cancellationToken = default) =>
        count is < 1 or > MaxPeek ? throw new ArgumentOutOfRangeException(nameof(count), count, $"Peek at 1 to {MaxPeek} messages.")
        : skip < 0 ? throw new ArgumentOutOfRangeException(nameof(skip), skip, "The number of messages is negative.")
        : PeekCoreAsync(stream, subscription, count, skip, cancellationToken);

    private protected abstract Task SkipCoreAsync(StreamName stream, string subscription, long messages, CancellationToken ct);

    private protected abstract Task ResetCoreAsync(StreamName stream, string subscription, long milliseconds, CancellationToken ct);

    private protected abstract Task ExpireCoreAsync(StreamName stream, string? subscription, long seconds, CancellationToken ct);

    private protected abstract Task<IReadOnlyList<ReceivedMessage>> PeekCoreAsync(StreamName stream, string subscription, int count, int skip, CancellationToken ct);
}
