using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>The ceiling: a Kestrel server without a disk that answers each frame of a producer by a frame, and sends consumers whatever they have a place for.</summary>
internal static class NullServer
{
    private const int DefaultQueue = 1000;
    private static readonly byte[] Payload = new byte[4096];

    /// <summary>Runs until standard input ends. Its first line tells its address.</summary>
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Map("/ws/v2/producer/{**topic}", context => ServeAsync(context, AnswerAsync));
        app.Map("/ws/v2/consumer/{**topic}", context => ServeAsync(context, socket => DeliverAsync(socket, PayloadOf(context), QueueOf(context))));
        app.MapFallback(() => "null"); // A Pulsar's REST, which has nothing to say.
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync(new CancellationToken(canceled: true));
    }

    private static int QueueOf(HttpContext context) => int.TryParse(context.Request.Query["receiverQueueSize"], CultureInfo.InvariantCulture, out var size) ? size : DefaultQueue;

    // The streams of a run end with the size of their messages.
    private static int PayloadOf(HttpContext context) => context.Request.Path.Value!.Split('/') is [.., var stream, _] && int.TryParse(stream[(stream.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture, out var size) ? size : 100;

    private static async Task ServeAsync(HttpContext context, Func<WebSocket, Task> serve)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await serve(socket);
        }
        catch (WebSocketException)
        {
            // The client has gone without a goodbye.
        }
    }

    private static async Task AnswerAsync(WebSocket socket)
    {
        var (frame, answer) = (new byte[64 * 1024], new byte[256]);
        while (await ReceiveAsync(socket, frame) is >= 0 and var length)
        {
            await SendAsync(socket, Answer(frame.AsSpan(0, length), answer));
        }
    }

    private static ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> frame, byte[] into)
    {
        var name = "\"context\":\""u8;
        var from = frame.LastIndexOf(name) + name.Length;
        var context = frame.Slice(from, frame[from..].IndexOf((byte)'"'));
        var start = "{\"result\":\"ok\",\"messageId\":\"CAEQASAA\",\"context\":\""u8;
        start.CopyTo(into);
        context.CopyTo(into.AsSpan(start.Length));
        "\"}"u8.CopyTo(into.AsSpan(start.Length + context.Length));
        return into.AsMemory(0, start.Length + context.Length + 2);
    }

    private static async Task DeliverAsync(WebSocket socket, int payloadBytes, int queue)
    {
        using var places = new SemaphoreSlim(queue);
        var delivering = SendAllAsync(socket, payloadBytes, places);
        var frame = new byte[64 * 1024];
        while (await ReceiveAsync(socket, frame) is >= 0 and var length)
        {
            // A question that the client library asks now and then; everything else is an acknowledgement.
            if (frame.AsSpan(0, length).IndexOf("isEndOfTopic"u8) < 0)
            {
                places.Release();
            }
        }

        places.Release();
        await delivering;
    }

    private static async Task SendAllAsync(WebSocket socket, int payloadBytes, SemaphoreSlim places)
    {
        var payload = Convert.ToBase64String(Payload.AsSpan(0, Math.Min(payloadBytes, Payload.Length)));
        var frame = Encoding.UTF8.GetBytes($$"""{"messageId":"CAEQASAA","payload":"{{payload}}","properties":{},"publishTime":"2026-01-01T00:00:00.000Z","redeliveryCount":0}""");
        while (true)
        {
            await places.WaitAsync();
            if (socket.State != WebSocketState.Open)
            {
                return;
            }

            await SendAsync(socket, frame);
        }
    }

    /// <summary>The length of the next frame; -1 at the end.</summary>
    private static async Task<int> ReceiveAsync(WebSocket socket, byte[] into)
    {
        for (var length = 0; ;)
        {
            var part = await socket.ReceiveAsync(into.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                return -1;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return length;
            }
        }
    }

    private static ValueTask SendAsync(WebSocket socket, ReadOnlyMemory<byte> frame) => socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
