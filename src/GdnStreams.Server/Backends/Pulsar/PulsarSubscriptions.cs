using GdnStreams.Client;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Subscriptions of topics in a Pulsar.</summary>
internal sealed class PulsarSubscriptions(PulsarCluster cluster, MemoryBudget memory) : ISubscriptions
{
    /// <summary>Each message that is left out of a peek is asked for and read, one after the other.</summary>
    private const int MostSkipped = 10_000;

    public Task<IReadOnlyList<string>> ListAsync(TopicName topic, CancellationToken cancellationToken) =>
        cluster.AskAsync(topic, (session, stream) => session.Subscriptions.ListAsync(stream, cancellationToken));

    public Task CreateAsync(TopicName topic, string subscription, CursorPosition position, CancellationToken cancellationToken) =>
        cluster.DoAsync(topic, (session, stream) => session.Subscriptions.CreateAsync(stream, subscription, position.MessageId, position.IsExcluded, cancellationToken));

    public Task DeleteAsync(TopicName topic, string subscription, bool force, CancellationToken cancellationToken) =>
        cluster.DoAsync(topic, (session, stream) => session.Subscriptions.DeleteAsync(stream, subscription, force, cancellationToken));

    public Task SkipAsync(TopicName topic, string subscription, long messages, CancellationToken cancellationToken) =>
        cluster.DoAsync(topic, (session, stream) => session.Subscriptions.SkipAsync(stream, subscription, messages, cancellationToken));

    public Task ClearBacklogAsync(TopicName topic, string? subscription, CancellationToken cancellationToken) => cluster.DoAsync(topic, async (session, stream) =>
    {
        foreach (var name in subscription is null ? await session.Subscriptions.ListAsync(stream, cancellationToken) : [subscription])
        {
            await session.Subscriptions.SkipAllAsync(stream, name, cancellationToken);
        }
    });

    public Task ResetAsync(TopicName topic, string subscription, CursorPosition position, CancellationToken cancellationToken) => cluster.DoAsync(
        topic, (session, stream) => session.Subscriptions.ResetAsync(stream, subscription, position.MessageId ?? MessageId.Latest, position.IsExcluded, cancellationToken));

    public Task ResetAsync(TopicName topic, string subscription, DateTimeOffset time, CancellationToken cancellationToken) =>
        cluster.DoAsync(topic, (session, stream) => session.Subscriptions.ResetAsync(stream, subscription, time, cancellationToken));

    /// <remarks>Pulsar knows no age of less than a second; what is that old is all there is.</remarks>
    public Task ExpireAsync(TopicName topic, string? subscription, TimeSpan age, CancellationToken cancellationToken) => age < TimeSpan.FromSeconds(1)
        ? ClearBacklogAsync(topic, subscription, cancellationToken)
        : cluster.DoAsync(topic, (session, stream) => session.Subscriptions.ExpireAsync(stream, subscription, age, cancellationToken));

    public async Task<Peeked> PeekAsync(TopicName topic, string subscription, long skip, int count, CancellationToken cancellationToken)
    {
        if (skip > MostSkipped)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"A gateway to a Pulsar shows the first {MostSkipped + 1} messages of a backlog. Skip or receive some before, or read the stream.");
        }

        var held = await PeekedMemory.TakeAsync(memory, cancellationToken);
        try
        {
            var messages = await cluster.AskAsync(topic, (session, stream) => session.Subscriptions.PeekAsync(stream, subscription, count, (int)skip, cancellationToken));
            held.Keep(messages.Sum(message => (long)message.Payload.Length));
            return new Peeked([.. messages.Select(Body)], held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static ConsumerMessage Body(ReceivedMessage message) => new()
    {
        MessageId = message.Id,
        Payload = message.Payload,
        Properties = message.Properties,
        PublishTime = message.PublishTime,
        RedeliveryCount = message.RedeliveryCount,
        EventTime = message.EventTime,
        Key = message.Key,
    };
}
