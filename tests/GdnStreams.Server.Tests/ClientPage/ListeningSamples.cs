using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.ClientPage;

/// <summary>With a listener every session of this process traces what it sends.</summary>
[Collection(nameof(Alone))]
public sealed class ListeningSamples(SampleServer server) : IClassFixture<SampleServer>
{
    private static readonly ActivitySource Shop = new("Shop");

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
