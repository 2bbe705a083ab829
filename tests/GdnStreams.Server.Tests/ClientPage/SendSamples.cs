using System.Text.Json;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.ClientPage;

public sealed class SendSamples(SampleServer server) : IClassFixture<SampleServer>
{
    [Fact]
    public async Task One_message()
    {
        var session = server.Session;
        #region send
        var stream = await session.Streams.CreateAsync(StreamName.Create("orders", StreamScope.Global));
        await using var producer = await session.CreateProducerAsync(stream);
        MessageId id = await producer.SendAsync(OutgoingMessage.FromText("two apples"));
        #endregion
        Assert.Equal(id, await session.Streams.GetLastMessageIdAsync(stream));
    }

    [Fact]
    public async Task Many_messages_in_one_pipeline()
    {
        var stream = await server.NewStreamAsync();
        await using var producer = await server.Session.CreateProducerAsync(stream);
        string[] orders = ["one", "two", "three"];
        #region send-many
        MessageId[] ids = await Task.WhenAll(orders.Select(order => producer.SendAsync(OutgoingMessage.FromText(order))));
        #endregion
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task All_that_a_message_can_carry()
    {
        var stream = await server.NewStreamAsync();
        await using var producer = await server.Session.CreateProducerAsync(stream);
        var placedAt = DateTimeOffset.UnixEpoch.AddDays(20_000);
        #region message
        await producer.SendAsync(new OutgoingMessage
        {
            Payload = JsonSerializer.SerializeToUtf8Bytes(new { item = "apple", count = 2 }),
            Key = "customer-7",                             // one order per key in Key_Shared; compaction keeps the newest of a key
            Properties = new Dictionary<string, string> { ["content-type"] = "application/json" },
            EventTime = placedAt,
            DeliverAfter = TimeSpan.FromMilliseconds(100),  // or DeliverAt; Shared and Key_Shared subscriptions only
        });
        #endregion
        await using var reader = await server.Session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        var message = await reader.ReceiveAsync();
        Assert.Equal(("customer-7", placedAt, """{"item":"apple","count":2}"""), (message.Key, message.EventTime, message.Text));
    }

    [Fact]
    public async Task Very_many_messages()
    {
        var stream = await server.NewStreamAsync();
        await using var producer = await server.Session.CreateProducerAsync(stream);
        var orders = Enumerable.Range(0, 5000).Select(i => $"order {i}").ToArray();
        var lines = new List<string>();
        #region enqueue
        foreach (var order in orders)
        {
            await producer.EnqueueAsync(OutgoingMessage.FromText(order), state: order);
            Report();
        }

        await producer.FlushAsync();
        Report();

        void Report()
        {
            while (producer.TryTakeResult(out var result))
            {
                Log(result.Error is { } error ? $"{result.State} failed: {error.Message}" : $"{result.State} is {result.Id}");
            }
        }
        #endregion
        Assert.Equal(orders.Order(), lines.Select(line => line[..line.IndexOf(" is ", StringComparison.Ordinal)]).Order());
        Assert.Equal(orders.Length, (await server.Session.Streams.GetStatsAsync(stream)).MessagesIn);

        void Log(string line) => lines.Add(line);
    }

    [Fact]
    public async Task As_one_and_the_same_producer_after_a_restart()
    {
        var (session, stream) = (server.Session, await server.NewStreamAsync());
        var lastSent = 0L;
        #region deduplication
        await using var producer = await session.CreateProducerAsync(stream, new ProducerOptions
        {
            ProducerName = "till-4",
            InitialSequenceId = lastSent,   // -1 at the very first start; the n-th message from here on has the number lastSent + n
        });
        #endregion
        await producer.SendAsync(OutgoingMessage.FromText("first"));
        await producer.DisposeAsync();
        await using var again = await session.CreateProducerAsync(stream, new ProducerOptions { ProducerName = "till-4", InitialSequenceId = lastSent });
        await again.SendAsync(OutgoingMessage.FromText("first, sent again because nobody remembered"));
        Assert.Equal(1, (await session.Streams.GetBacklogAsync(stream)).TotalMessages);
    }
}
