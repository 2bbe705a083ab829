using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

public sealed class SocketTests
{
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);

    [Fact]
    public async Task A_broken_producer_connects_again_and_sends_what_was_not_acknowledged()
    {
        string? resent = null;
        await using var server = new ScriptedServer(
            ScriptedServer.Accept(ScriptedServer.ReadAsync),
            ScriptedServer.Accept(async socket =>
            {
                resent = await ScriptedServer.ReadAsync(socket);
                await ScriptedServer.WriteAsync(socket, """{"result":"ok","messageId":"CAMQADAA","context":"1"}""");
                await ScriptedServer.ReadAsync(socket);
            }));
        await using var session = await server.ConnectAsync();
        await using var producer = await session.CreateProducerAsync(Stream);
        Assert.Equal("CAMQADAA", (await producer.SendAsync(OutgoingMessage.FromText("hi"))).ToString());
        Assert.Contains("\"context\":\"1\"", resent, StringComparison.Ordinal);
        Assert.Equal(server.SocketQueries[0], server.SocketQueries[1]);
    }

    [Theory]
    [InlineData(409, GdnErrorCode.SubscriptionBusy)]
    [InlineData(404, GdnErrorCode.StreamNotFound)]
    [InlineData(403, GdnErrorCode.Forbidden)]
    public async Task A_refused_handshake_fails_at_once_with_its_reason(int status, GdnErrorCode code)
    {
        Assert.SkipWhen(Runtime.IsMono, "Mono's ClientWebSocket does not tell the status of a refused handshake; .NET Framework's does, in a WebException.");
        await using var server = new ScriptedServer(ScriptedServer.Refuse(status));
        await using var session = await server.ConnectAsync();
        var error = await Assert.ThrowsAsync<GdnException>(() => session.SubscribeAsync(Stream, "s"));
        Assert.Equal(code, error.Code);
        Assert.Equal(status, error.Status);
    }

    [Fact]
    public async Task A_consumer_receives_and_its_acknowledgement_is_written_before_it_closes()
    {
        string? ack = null;
        await using var server = new ScriptedServer(ScriptedServer.Accept(async socket =>
        {
            await ScriptedServer.WriteAsync(socket, """{"messageId":"CAMQADAA","payload":"aGk=","properties":{},"publishTime":"2026-11-23T16:01:38.967Z"}""");
            ack = await ScriptedServer.ReadAsync(socket);
            await ScriptedServer.ReadAsync(socket);
        }));
        await using var session = await server.ConnectAsync();
        var consumer = await session.SubscribeAsync(Stream, "s");
        var message = await consumer.ReceiveAsync();
        Assert.Equal("hi", message.Text);
        await consumer.AcknowledgeAsync(message.Id);
        await consumer.DisposeAsync();
        Assert.Equal("""{"messageId":"CAMQADAA"}""", ack);
    }

    [Fact]
    public async Task Nothing_at_the_address_says_what_to_check()
    {
        var server = new ScriptedServer();
        await server.DisposeAsync();
        var error = await Assert.ThrowsAsync<GdnException>(() => server.ConnectAsync());
        Assert.Equal(GdnErrorCode.ConnectionFailed, error.Code);
        Assert.Contains("Check the address", error.Message, StringComparison.Ordinal);
    }
}
