using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Killing;

/// <summary>The subscriptions of the stream under load, one of each type, and one that is cleared now and then.</summary>
internal static class Subscriptions
{
    public const string Cleared = "cleared";

    /// <summary>Not a subscription: a reader that sees everything, too.</summary>
    public const string Reader = "reader";

    /// <summary>Their types by their names.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } = new Dictionary<string, string>
    {
        ["exclusive"] = "Exclusive",
        ["shared"] = "Shared",
        ["keyed"] = "Key_Shared",
        ["failover"] = "Failover",
        [Cleared] = "Shared",
    };

    public static void AddTo(History history)
    {
        history.Subscribed("exclusive", DeliveryOrder.Strict);
        history.Subscribed("shared", DeliveryOrder.None);
        history.Subscribed("keyed", DeliveryOrder.NewOfEachKey);
        history.Subscribed("failover", DeliveryOrder.New);
        history.Subscribed(Cleared, DeliveryOrder.None);
        history.Subscribed(Reader, DeliveryOrder.Strict);
    }

    /// <summary>Creates a stream with all of them at its beginning.</summary>
    public static async Task CreateAsync(StreamCalls calls, string stream)
    {
        await calls.CreateAsync(stream);
        foreach (var subscription in Types.Keys.Append(History.Audit))
        {
            await calls.SubscribeAsync(stream, subscription);
        }
    }

    /// <summary>Takes all that is left, and in the end the audit, which shows all that is stored.</summary>
    /// <returns>What does not come.</returns>
    public static async Task<IReadOnlyList<string>> DrainAsync(Uri server, StreamCalls calls, string stream, History history, int seed)
    {
        var lost = Types.Keys.Append(History.Audit).Except(await calls.SubscriptionsAsync(stream)).Select(name => $"lost: the subscription {name}").ToList();
        var problems = await Task.WhenAll(Types.Select(one => new ConsumingClient(one.Key, one.Value, stream, history, seed).DrainAsync(server, calls)));
        var unread = await new ReadingClient(Reader, stream, history, seed).FinishAsync(server, await calls.LastAsync(stream));
        var unseen = await new ConsumingClient(History.Audit, "Exclusive", stream, history, seed).DrainAsync(server, calls);
        return [.. lost, .. problems.Append(unread).Append(unseen).OfType<string>()];
    }
}
