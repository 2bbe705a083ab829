using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends;

/// <summary>Durable subscriptions and their cursors. What names no stream or subscription that is there fails with StreamNotFound or SubscriptionNotFound.</summary>
internal interface ISubscriptions
{
    Task<IReadOnlyList<string>> ListAsync(TopicName topic, CancellationToken cancellationToken);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.SubscriptionExists"/>; <see cref="GdnErrorCode.BadRequest"/>: not a message id.</exception>
    Task CreateAsync(TopicName topic, string subscription, CursorPosition position, CancellationToken cancellationToken);

    /// <summary>Deletes it; by force also while consumers are connected.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.ActiveConsumers"/></exception>
    Task DeleteAsync(TopicName topic, string subscription, bool force, CancellationToken cancellationToken);

    /// <summary>Acknowledges the oldest messages; all where there are fewer.</summary>
    Task SkipAsync(TopicName topic, string subscription, long messages, CancellationToken cancellationToken);

    /// <summary>Acknowledges everything that is stored, for one subscription or all (null).</summary>
    Task ClearBacklogAsync(TopicName topic, string? subscription, CancellationToken cancellationToken);

    /// <summary>Moves the cursor to a message.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: not a message id.</exception>
    Task ResetAsync(TopicName topic, string subscription, CursorPosition position, CancellationToken cancellationToken);

    /// <summary>Moves the cursor to the first message that was published at or after a time.</summary>
    Task ResetAsync(TopicName topic, string subscription, DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>Acknowledges what was published longer ago, for one subscription or all (null).</summary>
    Task ExpireAsync(TopicName topic, string? subscription, TimeSpan age, CancellationToken cancellationToken);

    /// <summary>Looks at messages of the backlog. What they take in memory is held until the result is disposed of.</summary>
    Task<Peeked> PeekAsync(TopicName topic, string subscription, long skip, int count, CancellationToken cancellationToken);
}
