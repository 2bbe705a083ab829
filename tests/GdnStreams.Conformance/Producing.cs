using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

public sealed class Producing(Servers servers)
{
    [Theory, OnBoth]
    public async Task An_acknowledgement_has_result_message_id_context_and_two_numbers(string on)
    {
        await using var producer = await servers[on].ProducerAsync(servers[on].NewTopic());
        await producer.SendAsync("""{"payload":"aGk=","context":"1"}""");
        Assert.Equal(["context", "errorCode", "messageId", "result", "schemaVersion"], Keys(await producer.NextAsync()));
        await producer.SendAsync("""{"payload":"aGk="}""");
        Assert.Equal(["errorCode", "messageId", "result", "schemaVersion"], Keys(await producer.NextAsync()));
    }

    [Theory, OnBoth]
    public async Task A_failed_message_has_an_error_and_its_context_but_for_code_3(string on)
    {
        await using var producer = await servers[on].ProducerAsync(servers[on].NewTopic());
        await producer.SendAsync("""{"context":"1"}""");
        Assert.Equal(["context", "errorCode", "errorMsg", "result", "schemaVersion"], Keys(await producer.NextAsync()));
        await producer.SendAsync("""{"context":"1" """);
        Assert.Equal(["errorCode", "errorMsg", "result", "schemaVersion"], Keys(await producer.NextAsync()));
    }

    [Theory, OnBoth]
    public async Task A_bad_payload_or_event_time_fails_with_7_and_the_socket_stays_usable(string on)
    {
        await using var producer = await servers[on].ProducerAsync(servers[on].NewTopic());
        foreach (var frame in new[]
        {
            "{}", """{"payload":null}""", """{"payload":"#"}""", """{"payload":"_-8="}""", """{"payload":"aG\nk="}""", "null",
            """{"payload":"aGk=","eventTime":1}""", """{"payload":"aGk=","eventTime":"soon"}""",
        })
        {
            Assert.Equal("send-error:7", await producer.ResultAsync(frame));
        }

        Assert.Equal("ok", await producer.ResultAsync("""{"payload":"aGk="}"""));
    }

    [Theory, OnBoth]
    public async Task A_frame_that_is_not_the_expected_JSON_fails_with_3_and_the_socket_stays_usable(string on)
    {
        await using var producer = await servers[on].ProducerAsync(servers[on].NewTopic());
        foreach (var frame in new[] { "{", "[]", "", """{"payload":"aGk=","properties":{"a":{}}}""" })
        {
            Assert.Equal("send-error:3", await producer.ResultAsync(frame));
        }

        Assert.Equal("ok", await producer.ResultAsync("""{"payload":"aGk="}"""));
    }

    [Theory, OnBoth]
    public async Task Padding_may_be_missing_a_payload_empty_and_fields_unknown(string on)
    {
        await using var producer = await servers[on].ProducerAsync(servers[on].NewTopic());
        foreach (var frame in new[] { """{"payload":"aGk"}""", """{"payload":""}""", """{"payload":"aGk=","unknown":{"a":[1]}}""" })
        {
            Assert.Equal("ok", await producer.ResultAsync(frame));
        }
    }

    [Theory, OnBoth]
    public async Task A_numeric_context_comes_back_as_text_and_numeric_properties_are_delivered_as_text(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var producer = await servers[on].ProducerAsync(topic);
        await producer.SendAsync("""{"payload":"aGk=","context":5,"properties":{"n":5,"b":true}}""");
        Assert.Equal("5", (string)JsonNode.Parse(await producer.NextAsync())!["context"]!);
        var message = await consumer.MessageAsync();
        Assert.Equal(("5", "true"), ((string)message["properties"]!["n"]!, (string)message["properties"]!["b"]!));
    }

    [Theory, OnBoth]
    public async Task A_null_property_closes_the_socket_with_1011(string on)
    {
        await using var producer = await servers[on].ProducerAsync(servers[on].NewTopic());
        await producer.SendAsync("""{"payload":"aGk=","properties":{"a":null}}""");
        Assert.Equal("closed 1011", await producer.NextAsync());
    }

    [Theory, OnBoth]
    public async Task A_frame_over_one_mebibyte_closes_the_socket_with_1009(string on)
    {
        var frame = $$"""{"payload":"{{new string('A', 1024 * 1024)}}"}""";
        Assert.Equal("closed 1009", await servers[on].EndOfAsync(() => servers[on].ProducerAsync(servers[on].NewTopic()), frame));
    }

    [Theory, OnBoth]
    public async Task A_frame_of_one_mebibyte_is_taken_and_delivered(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var producer = await servers[on].ProducerAsync(topic);
        var payload = new string('A', 1024 * 1024 - 16);
        var frame = $$"""{"payload":"{{payload}}"  }""";
        Assert.Equal(1024 * 1024, frame.Length);
        Assert.Equal("ok", await producer.ResultAsync(frame));
        Assert.Equal(payload, (string)(await consumer.MessageAsync())["payload"]!);
    }

    [Theory, OnBoth]
    public async Task A_binary_frame_is_ignored(string on)
    {
        await using var producer = await servers[on].ProducerAsync(servers[on].NewTopic());
        await producer.SendAsync(Encoding.UTF8.GetBytes("""{"payload":"aGk=","context":"binary"}"""), WebSocketMessageType.Binary);
        await producer.SendAsync("""{"payload":"aGk=","context":"text"}""");
        Assert.Equal("text", (string)JsonNode.Parse(await producer.NextAsync())!["context"]!);
    }

    [Theory, OnBoth]
    public async Task An_event_time_with_an_offset_comes_back_as_the_same_instant(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using var producer = await servers[on].ProducerAsync(topic);
        await producer.PublishAsync("x", ""","eventTime":"2026-01-02T03:04:05.678+02:00","key":"k" """);
        var message = await consumer.MessageAsync();
        Assert.Equal(DateTimeOffset.Parse("2026-01-02T01:04:05.678Z", null), DateTimeOffset.Parse((string)message["eventTime"]!, null));
        Assert.Equal("k", (string)message["key"]!);
    }

    [Theory, OnBoth]
    public async Task A_second_producer_of_one_name_is_refused_with_409_until_the_first_is_closed(string on)
    {
        var topic = servers[on].NewTopic();
        await using (await servers[on].ProducerAsync(topic, "producerName=p"))
        {
            Assert.Equal(409, await servers[on].StatusAsync("producer", topic, "producerName=p"));
        }

        await Sessions.UntilAsync(async () => await servers[on].StatusAsync("producer", topic, "producerName=p") == 101); // A Pulsar hears late that the one before has gone.
    }

    [Theory, OnBoth]
    public async Task What_a_named_producer_sends_again_is_acknowledged_with_no_position_and_not_delivered(string on)
    {
        var topic = servers[on].NewTopic();
        await using var consumer = await servers[on].ConsumerAsync(topic);
        await using (var first = await servers[on].ProducerAsync(topic, "producerName=p&initialSequenceId=-1"))
        {
            foreach (var text in new[] { "0", "1", "2" })
            {
                await first.PublishAsync(text);
            }
        }

        await using var second = await servers[on].ProducerAsync(topic, "producerName=p&initialSequenceId=0");
        Assert.Equal("CP///////////wEQ////////////ATAA", await second.PublishAsync("1"));
        Assert.Equal("CP///////////wEQ////////////ATAA", await second.PublishAsync("2"));
        await second.PublishAsync("3");
        foreach (var text in new[] { "0", "1", "2", "3" })
        {
            Assert.Equal(text, await consumer.TakeAsync());
        }
    }

    private static string[] Keys(string frame) => [.. JsonNode.Parse(frame)!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal)];
}
