using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.ClientPage;

public sealed class RunSamples(SampleServer server) : IClassFixture<SampleServer>
{
    [Fact]
    public async Task Watching_the_connection()
    {
        var lines = new List<string>();
        var session = server.Session;
        var producer = await session.CreateProducerAsync(await server.NewStreamAsync());
        #region state
        producer.StateChanged += (_, change) => Log($"{change.Previous} -> {change.Current} {change.Reason?.Message}");
        session.ConnectionChanged += (sender, change) => Log($"{sender}: {change.Current}");
        #endregion
        await producer.DisposeAsync();
        Assert.Equal(["GdnStreams.Client.Producer: Closed", "Open -> Closed "], lines);

        void Log(string line) => lines.Add(line);
    }

    [Fact]
    public async Task Asking_what_went_wrong()
    {
        var (session, stream) = (server.Session, StreamName.Create("nobody-made-it", StreamScope.Global));
        var asked = false;
        #region errors
        try
        {
            await session.Streams.DeleteAsync(stream);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound)
        {
            // It is gone already.
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.Unauthorized or GdnErrorCode.Forbidden)
        {
            AskForRights(e.Message);
        }
        #endregion
        Assert.False(asked);

        void AskForRights(string why) => asked = why.Length > 0;
    }

    [Fact]
    public async Task Administering()
    {
        var session = server.Session;
        using var limit = SampleServer.NewLimit();
        #region administration
        await session.Fabrics.CreateAsync("sales");
        var stream = await session.Streams.CreateAsync(StreamName.Create("returns", StreamScope.Local));
        IReadOnlyList<StreamCreation> many = await session.Streams.CreateManyAsync([.. Enumerable.Range(0, 2000).Select(i => StreamName.Create($"till-{i}", StreamScope.Local))]);
        await session.Subscriptions.CreateAsync(stream, "audit", startAt: MessageId.Earliest);
        await session.Policies.SetTtlAsync(TimeSpan.FromDays(7));
        await session.Streams.PublishAsync(stream, "one pear"u8.ToArray());
        IReadOnlyList<ReceivedMessage> backlog = await session.Subscriptions.PeekAsync(stream, "audit", count: 10);
        StreamStatistics stats = await session.Streams.GetStatsAsync(stream);
        await session.Subscriptions.ResetAsync(stream, "audit", MessageId.Latest);
        await session.Streams.DeleteAsync(stream, force: true);

        ApiKeyCreated key = await session.ApiKeys.CreateAsync("till-4");    // key.Key is told here and never again
        await session.ApiKeys.Permissions.SetAsync("till-4", "_system", Permission.WriteOnly);
        #endregion
        Assert.All(many, creation => Assert.Null(creation.Failure));
        Assert.Equal(("one pear", 1L), (backlog[0].Text, stats.MessagesIn));
        Assert.Equal(Permission.WriteOnly, await session.ApiKeys.Permissions.GetAsync("till-4", "_system", limit.Token));
        Assert.NotEmpty(key.Key);
    }

    [Fact]
    public async Task Looking_at_what_is_exchanged()
    {
        var lines = new List<string>();
        var options = new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.Password("root@demo.local", "demo") };
        #region exchanges
        var trace = new WireTrace();
        trace.Exchanged += (_, exchange) => Log(exchange.ToString()); // GET /_fabric/_system/... 200, 512 bytes in 3.1 ms
        await using var session = await GdnSession.ConnectAsync(options with { Trace = trace });
        #endregion
        await session.Streams.ListAsync();
        Assert.Contains(lines, line => line.StartsWith("GET /_fabric/_system/_api/streams", StringComparison.Ordinal));

        void Log(string line) => lines.Add(line);
    }
}
