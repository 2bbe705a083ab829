using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Sockets;

namespace GdnStreams.Server.Backends.Embedded;

/// <summary>Subscriptions of the engine in this process.</summary>
internal sealed class EngineSubscriptions(StreamEngine engine) : ISubscriptions
{
    private EngineAdministration Administration => engine.Administration;

    public async Task<IReadOnlyList<string>> ListAsync(TopicName topic, CancellationToken cancellationToken) =>
        [.. (await engine.GetStatusAsync(topic, cancellationToken)).Subscriptions.Where(subscription => subscription.IsDurable).Select(subscription => subscription.Name)];

    public Task CreateAsync(TopicName topic, string subscription, CursorPosition position, CancellationToken cancellationToken) =>
        Administration.CreateSubscriptionAsync(topic, subscription, Of(position), position.IsExcluded, cancellationToken);

    public Task DeleteAsync(TopicName topic, string subscription, bool force, CancellationToken cancellationToken) =>
        engine.DeleteSubscriptionAsync(topic, subscription, force, cancellationToken);

    public Task SkipAsync(TopicName topic, string subscription, long messages, CancellationToken cancellationToken) =>
        Administration.SkipAsync(topic, subscription, messages, cancellationToken);

    public Task ClearBacklogAsync(TopicName topic, string? subscription, CancellationToken cancellationToken) => engine.ClearBacklogAsync(topic, subscription);

    public Task ResetAsync(TopicName topic, string subscription, CursorPosition position, CancellationToken cancellationToken) =>
        Administration.ResetCursorAsync(topic, subscription, Of(position), position.IsExcluded);

    public Task ResetAsync(TopicName topic, string subscription, DateTimeOffset time, CancellationToken cancellationToken) =>
        Administration.ResetCursorAsync(topic, subscription, time, cancellationToken);

    public Task ExpireAsync(TopicName topic, string? subscription, TimeSpan age, CancellationToken cancellationToken) =>
        Administration.ExpireAsync(topic, subscription, age, cancellationToken);

    public async Task<Peeked> PeekAsync(TopicName topic, string subscription, long skip, int count, CancellationToken cancellationToken)
    {
        var peeked = await Administration.PeekAsync(topic, subscription, skip, count, cancellationToken);
        return new Peeked([.. peeked.Select(DeliveredMessage.Convert)], peeked);
    }

    /// <summary>The endpoint has seen that it is an id.</summary>
    private static MessagePosition Of(CursorPosition given) => MessagePosition.TryParse(given.MessageId?.ToString(), out var position) ? position : MessagePosition.Latest;
}
