using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

// Who observes makes every send of the process allocate: these two take turns.
[Collection("Observers")]
public sealed class ObservingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly StreamName _stream = StreamName.Create($"t{Guid.NewGuid():N}", StreamScope.Global);

    [Fact]
    public async Task A_trace_travels_with_its_message()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "GdnStreams",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var frame = new TaskCompletionSource<ProducerMessage>();
        await using var server = new ScriptedServer(
            ScriptedServer.Accept(async socket =>
            {
                Assert.True(Frames.TryReadProducerMessage(Encoding.UTF8.GetBytes((await ScriptedServer.ReadAsync(socket))!), out var message, out _));
                frame.SetResult(message);
                await ScriptedServer.WriteAsync(socket, """{"result":"ok","messageId":"CAMQADAA","context":"1"}""");
                await ScriptedServer.ReadAsync(socket);
            }),
            ScriptedServer.Accept(async socket =>
            {
                var parent = (await frame.Task).Properties!["traceparent"];
                await ScriptedServer.WriteAsync(socket, $$"""{"messageId":"CAMQADAA","payload":"aGk=","properties":{"traceparent":"{{parent}}"},"publishTime":"2026-11-23T16:01:38.967Z"}""");
                await ScriptedServer.ReadAsync(socket);
            }));
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(_stream);
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        await producer.SendAsync(OutgoingMessage.FromText("hi") with { Properties = new Dictionary<string, string> { ["mine"] = "1" } }).WaitAsync(Patience);
        Assert.Same(request, Activity.Current);
        await using var consumer = await session.SubscribeAsync(_stream, "s");
        var received = await consumer.ReceiveAsync().AsTask().WaitAsync(Patience);
        var mine = spans.Where(span => span.GetTagItem("messaging.destination.name") as string == _stream.Topic).ToArray();
        var send = Assert.Single(mine, span => span.Kind == ActivityKind.Producer);
        var receive = Assert.Single(mine, span => span.Kind == ActivityKind.Consumer);
        Assert.Equal(request.SpanId, send.ParentSpanId);
        Assert.Equal(("1", send.Id), ((await frame.Task).Properties!["mine"], (await frame.Task).Properties!["traceparent"]));
        Assert.Equal(send.SpanId, received.TraceContext.SpanId);
        Assert.Equal(send.SpanId, Assert.Single(receive.Links).Context.SpanId);
        Assert.Equal(ActivityStatusCode.Unset, send.Status);
    }

    [Fact]
    public async Task Sends_receipts_and_reconnects_are_counted()
    {
        var counts = new ConcurrentQueue<(string Name, double Value, string? Stream, string? Error)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, on) => { if (instrument.Meter.Name == "GdnStreams") { on.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        await using var server = new ScriptedServer(
            ScriptedServer.Accept(ScriptedServer.ReadAsync),
            ScriptedServer.Accept(async socket =>
            {
                await ScriptedServer.ReadAsync(socket);
                await ScriptedServer.WriteAsync(socket, """{"result":"ok","messageId":"CAMQADAA","context":"1"}""");
                await ScriptedServer.ReadAsync(socket);
                await ScriptedServer.WriteAsync(socket, """{"result":"send-error:3","errorMsg":"no","context":"2"}""");
                await ScriptedServer.ReadAsync(socket);
            }));
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(_stream);
        await producer.SendAsync(OutgoingMessage.FromText("1")).WaitAsync(Patience);
        await Assert.ThrowsAsync<GdnException>(() => producer.SendAsync(OutgoingMessage.FromText("2")).WaitAsync(Patience));
        var mine = counts.Where(count => count.Stream == _stream.Topic).ToArray();
        Assert.Equal([null, "BadRequest"], mine.Where(count => count.Name == "messaging.client.sent.messages").Select(count => count.Error));
        Assert.Equal(2, mine.Count(count => count.Name == "messaging.client.operation.duration" && count.Value > 0));
        Assert.Contains(counts, count => count.Name == "gdnstreams.client.reconnects");
        Assert.Contains(counts, count => count is { Name: "gdnstreams.client.connections", Value: -1 });

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? stream = null, error = null;
            foreach (var tag in tags)
            {
                (stream, error) = tag.Key switch { "messaging.destination.name" => (tag.Value as string, error), "error.type" => (stream, tag.Value as string), _ => (stream, error) };
            }

            counts.Enqueue((instrument.Name, value, stream, error));
        }
    }

    [Fact]
    public async Task Connections_and_sign_ins_are_events_without_secrets()
    {
        Assert.SkipWhen(Runtime.IsMono, "Mono delivers no events of an EventSource.");
        using var listener = new EventTexts("GdnStreams");
        await using var server = new ScriptedServer(ScriptedServer.Accept(_ => Task.CompletedTask), ScriptedServer.Refuse(403)) { Token = _ => "h.pa55word.s" };
        await using var session = await server.ConnectAsync(options => options with { Credential = GdnCredential.Password("a@b.c", "pa55word") });
        await using var consumer = await session.SubscribeAsync(_stream, "s");
        await Assert.ThrowsAsync<GdnException>(() => consumer.ReceiveAsync().AsTask().WaitAsync(Patience));
        var name = $"consumer of {_stream.Topic}/s";
        Assert.Collection(
            listener.Texts.Where(text => text.StartsWith(name, StringComparison.Ordinal)),
            text => Assert.Equal($"{name}: open", text),
            text => Assert.StartsWith($"{name}: ConnectionLost The server closed the connection", text, StringComparison.Ordinal),
            text => Assert.StartsWith($"{name}: closed Forbidden", text, StringComparison.Ordinal));
        Assert.Contains($"Signed in at {server.Url}", listener.Texts);
        Assert.DoesNotContain(listener.Texts, text => text.Contains("pa55word", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_session_exchanges_is_told_without_secrets()
    {
        var told = new ConcurrentQueue<string>();
        var trace = new WireTrace();
        trace.Exchanged += (_, exchange) => told.Enqueue(exchange.ToString());
        trace.Exchanged += (_, _) => throw new InvalidOperationException("An observer that fails harms nobody.");
        await using var server = new ScriptedServer(
            ScriptedServer.Accept(async socket =>
            {
                await ScriptedServer.ReadAsync(socket);
                await ScriptedServer.WriteAsync(socket, """{"result":"ok","messageId":"CAMQADAA","context":"1"}""");
                await ScriptedServer.ReadAsync(socket);
            }),
            ScriptedServer.Refuse(403)) { Token = _ => "h.pa55word.s" };
        await using var session = await server.ConnectAsync(options => options with { Credential = GdnCredential.Password("a@b.c", "pa55word"), Trace = trace });
        Assert.Same(trace, session.Trace);
        await using (var producer = await session.CreateProducerAsync(_stream))
        {
            await producer.SendAsync(OutgoingMessage.FromText(new string('x', 1000)) with { Key = "k" }).WaitAsync(Patience);
        }

        await Assert.ThrowsAsync<GdnException>(() => session.SubscribeAsync(_stream, "s"));
        await Assert.ThrowsAsync<GdnException>(() => session.Streams.ListAsync());
        var refused = Runtime.IsMono ? "no answer" : "403"; // Mono's ClientWebSocket does not tell the status.
        var (start, name) = (new string('x', 40), $"producer of {_stream.Topic}");
        Assert.Collection(
            told,
            text => Assert.Matches("^POST /_open/auth 200, [0-9]+ bytes in [0-9.]+ ms$", text),
            text => Assert.Matches($"^GET /_ws/ws/v2/producer/persistent/demo/c8global._system/{_stream.Topic}[?].* 101 in [0-9.]+ ms$", text),
            text => Assert.StartsWith($"{name} -> {{payload: 1000 bytes '{start}...', ", text, StringComparison.Ordinal),
            text => Assert.Equal($$"""{{name}} <- {result: "ok", messageId: "CAMQADAA", context: "1"}""", text),
            text => Assert.Matches($"^GET /_ws/ws/v2/consumer/.* {refused} in", text),
            text => Assert.Matches("^GET /_fabric/_system/_api/streams.* 404, [0-9]+ bytes in", text));
        Assert.DoesNotContain(told, text => text.Contains("pa55word", StringComparison.Ordinal) || text.Contains("a@b.c", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"payload\":\"aGk=\",\"n\":[1]}", "{payload: 2 bytes 'hi', n: [1]}")]
    [InlineData("{\"payload\":\"?\"}", "{payload: (not Base64)}")]
    [InlineData("[1]", "3 bytes that are no frame")]
    [InlineData("pa55word", "8 bytes that are no frame")]
    public void A_frame_is_one_line(string frame, string text) => Assert.Equal(text, FrameText.Of(Encoding.UTF8.GetBytes(frame)));
}
