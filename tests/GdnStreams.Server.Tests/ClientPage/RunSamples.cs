using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
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

    [Fact]
    public async Task Listening_without_a_package()
    {
        var (session, stream) = (server.Session, await server.NewStreamAsync());
        var spans = new System.Collections.Concurrent.ConcurrentBag<string>();
        #region traces
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "GdnStreams",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => Log($"{span.DisplayName} took {span.Duration}"),
        };
        ActivitySource.AddActivityListener(traces);
        #endregion
        using var meter = new MeterListener { InstrumentPublished = (instrument, listener) => Enable(instrument, listener) };
        var sent = 0L;
        meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            Interlocked.Add(ref sent, instrument.Name == "messaging.client.sent.messages" && Is(tags, stream) ? value : 0));
        meter.Start();
        using var work = new Activity("sell").SetIdFormat(ActivityIdFormat.W3C).Start();
        await using var reader = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        await server.PublishAsync(stream, "traced");
        var message = await reader.ReceiveAsync();
        #region trace-parent
        using var span = Shop.StartActivity("bill", ActivityKind.Consumer, message.TraceContext);
        #endregion
        Assert.Equal((work.TraceId, 1L), (message.TraceContext.TraceId, Interlocked.Read(ref sent)));
        Assert.Equal(2, spans.Count(line => line.StartsWith("send " + stream.Topic, StringComparison.Ordinal) || line.StartsWith("receive " + stream.Topic, StringComparison.Ordinal)));
        Assert.Contains(EventSource.GetSources(), source => source.Name == "GdnStreams");

        void Log(string line) => spans.Add(line);
    }

    private static readonly ActivitySource Shop = new("Shop");

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "GdnStreams")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static bool Is(ReadOnlySpan<KeyValuePair<string, object?>> tags, StreamName stream)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "messaging.destination.name" && Equals(tag.Value, stream.Topic))
            {
                return true;
            }
        }

        return false;
    }
}
