using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

/// <summary>The client library, connected to a server under test in its dialect.</summary>
internal static class Sessions
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task<GdnSession> ConnectAsync(this Peer peer, string fabric = "_system") => GdnSession.ConnectAsync(peer.SpeaksGdn
        ? new GdnSessionOptions { Url = peer.Base, Credential = GdnCredential.ApiKey(peer.Authorization!["apikey ".Length..]), Fabric = fabric }
        : new GdnSessionOptions { Url = peer.Base, Dialect = GdnDialect.Pulsar, Fabric = fabric });

    /// <summary>A session in a fabric of its own.</summary>
    public static async Task<GdnSession> ConnectToNewFabricAsync(this Peer peer)
    {
        var name = "f" + Guid.NewGuid().ToString("N")[..10];
        await using var session = await peer.ConnectAsync();
        await session.Fabrics.CreateAsync(name);
        return await peer.ConnectAsync(name);
    }

    /// <summary>A stream of its own.</summary>
    public static Task<StreamName> NewStreamAsync(this GdnSession session, StreamScope scope = StreamScope.Global) =>
        session.Streams.CreateAsync(NewName(scope));

    public static StreamName NewName(StreamScope scope = StreamScope.Global) => StreamName.Create("s" + Guid.NewGuid().ToString("N")[..12], scope);

    /// <summary>Publishes texts with one producer; returns their ids.</summary>
    public static async Task<IReadOnlyList<MessageId>> PublishAsync(this GdnSession session, StreamName stream, params string[] texts)
    {
        await using var producer = await session.CreateProducerAsync(stream);
        var ids = new List<MessageId>();
        foreach (var text in texts)
        {
            ids.Add(await producer.SendAsync(OutgoingMessage.FromText(text)));
        }

        return ids;
    }

    /// <summary>The texts of a backlog.</summary>
    public static async Task<IEnumerable<string>> BacklogAsync(this GdnSession session, StreamName stream, string subscription) =>
        (await session.Subscriptions.PeekAsync(stream, subscription, count: 100)).Select(message => message.Text);

    /// <summary>Asks again until it is so: a Pulsar answers some calls before it has done what they ask.</summary>
    /// <param name="isSo">What is asked.</param>
    /// <param name="limit">The longest wait; half a minute where none is given.</param>
    public static async Task UntilAsync(Func<Task<bool>> isSo, TimeSpan? limit = null)
    {
        using var end = new CancellationTokenSource(limit ?? Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isSo())
        {
            await timer.WaitForNextTickAsync(end.Token);
        }
    }

    public static async Task FailsAsync(GdnErrorCode code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<GdnException>(call)).Code);
}
