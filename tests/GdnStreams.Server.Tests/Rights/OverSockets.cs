using System.Net.WebSockets;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.Rights;

/// <summary>Sockets create and write what their owner could create and write over REST, under the same names, and nothing else.</summary>
public sealed class OverSockets(Cast cast) : IClassFixture<Cast>
{
    [Theory]
    [InlineData("ro", "consumer", "c8globals.unmade-ro/s")]
    [InlineData("ro", "reader", "c8globals.unmade-ro2")]
    [InlineData("wo", "producer", "c8globals.unmade-wo")]
    [InlineData("key", "reader", "c8globals.unmade-key")]
    public async Task Who_may_not_create_a_stream_does_not_by_opening_a_socket(string caller, string kind, string rest)
    {
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(new Uri(cast.Rest.Server.Url), kind, rest, cast.Headers[caller]));
        Assert.DoesNotContain("unmade", await ListAsync(), StringComparison.Ordinal);
        await cast.Rest.CallAsync($"POST /_fabric/_system/_api/streams/{rest.Split('/')[0][10..].Replace("unmade", "made", StringComparison.Ordinal)}?global=true");
        (await RawSocket.OpenAsync(new Uri(cast.Rest.Server.Url), kind, rest.Replace("unmade", "made", StringComparison.Ordinal), cast.Headers[caller])).Dispose();
    }

    [Theory]
    [InlineData("c8globals.new%0Aline")]
    [InlineData("c8globals.%1B%5B31mred")]
    [InlineData("c8globals.a%2F..%2Fb")]
    [InlineData("c8globals.%E2%80%AEright")]
    [InlineData("c8globals.1digit")]
    public async Task A_name_that_REST_refuses_is_refused(string topic)
    {
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(new Uri(cast.Rest.Server.Url), "producer", topic));
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(new Uri(cast.Rest.Server.Url), "producer", $"c8globals.{new string('x', 231)}"));
        Assert.DoesNotContain(Uri.UnescapeDataString(topic), await ListAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_go_only_where_the_owner_may_write_also_by_default()
    {
        var (user, bearer) = await cast.AddAsync("mourner", null);
        await cast.Rest.CallAsync("POST /_fabric/_system/_api/streams/stage-quiet-DLQ?global=true");
        await cast.Rest.CallAsync($"PUT /_api/user/{user}/database/_system/stream/c8globals.stage-quiet-DLQ", """{"grant":"none"}""");
        var url = new Uri(cast.Rest.Server.Url);
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.OpenAsync(url, "consumer", "c8globals.stage/quiet?subscriptionType=Shared&maxRedeliverCount=1", bearer));
        (await RawSocket.OpenAsync(url, "consumer", "c8globals.stage/quiet?subscriptionType=Shared", bearer)).Dispose();
        (await RawSocket.OpenAsync(url, "consumer", "c8globals.stage/loud?subscriptionType=Shared&maxRedeliverCount=1", bearer)).Dispose();
    }

    [Fact]
    public async Task A_server_that_creates_no_streams_creates_none_for_dead_letters()
    {
        await using var server = await StreamServer.StartAsync(new ServerOptions { CreatesStreams = false }, TimeProvider.System, CancellationToken.None);
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(SignIn.Development.ApiKey) });
        var stream = await session.Streams.CreateAsync(StreamName.Create("only", StreamScope.Global));
        var options = new ConsumerOptions { Type = SubscriptionType.Shared, MaxRedeliverCount = 1 };
        var refused = await Assert.ThrowsAsync<GdnException>(() => session.SubscribeAsync(stream, "s", options));
        Assert.Equal(GdnErrorCode.StreamNotFound, refused.Code);
        await session.Streams.CreateAsync(StreamName.Create("only-s-DLQ", StreamScope.Global));
        await (await session.SubscribeAsync(stream, "s", options)).DisposeAsync();
    }

    [Fact]
    public async Task A_subscription_can_be_deleted_in_the_instant_in_which_its_socket_closes()
    {
        for (var i = 0; i < 20; i++)
        {
            var socket = await RawSocket.OpenAsync(new Uri(cast.Rest.Server.Url), "consumer", $"c8globals.stage/closing{i}");
            socket.Dispose();
            Assert.Equal(200, (await cast.Rest.CallAsync($"DELETE /_fabric/_system/_api/streams/c8globals.stage/subscriptions/closing{i}?global=true")).Status);
        }

        using var open = await RawSocket.OpenAsync(new Uri(cast.Rest.Server.Url), "consumer", "c8globals.stage/open");
        Assert.Equal(412, (await cast.Rest.CallAsync("DELETE /_fabric/_system/_api/streams/c8globals.stage/subscriptions/open?global=true")).Status);
    }

    private async Task<string> ListAsync() => string.Join('\n', (await cast.Rest.CallAsync("GET /_fabric/_system/_api/streams")).Body!["result"]!.AsArray().Select(item => (string)item!["topic"]!));
}
