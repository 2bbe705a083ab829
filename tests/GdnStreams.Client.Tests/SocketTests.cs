using System.Text;
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
    public async Task A_message_in_pieces_is_received_before_the_whole_one_behind_it()
    {
        // The client's first buffer has room for 4 bytes more than the first piece; the WebSocket then holds the rest of the last one.
        const int FirstPiece = (16 * 1024) - 4;
        const int LastPiece = 50;
        var begun = Encoding.UTF8.GetBytes(Message("CAMQADAA", new string('x', FirstPiece + LastPiece - Message("CAMQADAA", "").Length)));
        var whole = Encoding.UTF8.GetBytes(Message("CAMQATAA", ""));
        byte[] sent =
        [
            0x01, 126, FirstPiece >> 8, FirstPiece & 0xFF, .. begun.AsSpan(0, FirstPiece), 0x80, LastPiece, .. begun.AsSpan(FirstPiece),
            0x81, (byte)whole.Length, .. whole,
        ];
        await using var server = new ScriptedServer(async request =>
        {
            using var socket = await ScriptedSocket.AcceptAsync(request);
            await request.Stream.WriteAsync(sent, CancellationToken.None);
            await ScriptedServer.ReadAsync(socket);
        });
        await using var session = await server.ConnectAsync();
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal("CAMQADAA", (await consumer.ReceiveAsync()).Id.ToString());
        Assert.Equal("CAMQATAA", (await consumer.ReceiveAsync()).Id.ToString());
    }

    [Fact]
    public async Task Messages_are_whole_however_long_the_answer_to_the_handshake_was()
    {
        // What a server says of itself there is no frame, and no part of one. A hundred and some lengths are all that the first byte of a length can be.
        const int Lengths = 130;
        var length = 0;
        await using var server = new ScriptedServer
        {
            Fallback = async request =>
            {
                using var socket = await ScriptedSocket.AcceptAsync(request, $"X-Padding: {new string('x', length++)}\r\n");
                await ScriptedServer.WriteAsync(socket, Message("CAMQADAA", "\u00c1"));
                await ScriptedServer.WriteAsync(socket, Message("CAMQATAA", "\u00c1"));
                await ScriptedServer.ReadAsync(socket);
            },
        };
        await using var session = await server.ConnectAsync(options => options with { ConnectTimeout = TimeSpan.FromSeconds(10) });
        for (var i = 0; i < Lengths; i++)
        {
            await using var consumer = await session.SubscribeAsync(Stream, "s");
            Assert.Equal("CAMQADAA", (await consumer.ReceiveAsync()).Id.ToString());
            Assert.Equal("CAMQATAA", (await consumer.ReceiveAsync()).Id.ToString());
        }
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

    private static string Message(string id, string padding) =>
        $$$"""{"messageId":"{{{id}}}","payload":"aGk=","properties":{"p":"{{{padding}}}"},"publishTime":"2026-11-23T16:01:38.967Z"}""";
}
