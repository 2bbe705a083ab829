using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>The naive loop: the runtime's <see cref="ClientWebSocket"/>, a frame for each message and for each acknowledgement.</summary>
internal sealed class RawSocketClient(Uri server) : IBenchmarkClient
{
    private readonly string _sockets = $"ws://{server.Authority}/ws/v2";
    private Workload _workload = new([], 0, 1);
    private ClientWebSocket[] _producers = [];

    public async Task OpenAsync(Workload workload)
    {
        _workload = workload;
        _producers = await Task.WhenAll(workload.Streams.Select(stream => ConnectAsync($"{_sockets}/producer/persistent/public/default/{stream}")));
    }

    public Task PublishAsync(Run run) => Task.WhenAll(_producers.Select((socket, stream) =>
        Task.Run(() => _workload.InFlightOfStream == 1 ? OneByOneAsync(socket, stream, run) : ManyAsync(socket, stream, run))));

    public Task ReceiveAsync(Run run) => Task.WhenAll(_workload.Streams.Select((stream, i) => Task.Run(() => ReceiveAsync(stream, i, run))));

    public async Task CloseAsync()
    {
        foreach (var socket in _producers)
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            socket.Dispose();
        }

        _producers = [];
    }

    public ValueTask DisposeAsync() => default;

    private byte[] Frame() => Encoding.UTF8.GetBytes($$"""{"payload":"{{Convert.ToBase64String(_workload.Payload())}}","context":"1"}""");

    private async Task OneByOneAsync(ClientWebSocket socket, int stream, Run run)
    {
        var (frame, buffer) = (Frame(), new byte[64 * 1024]);
        while (run.Next(stream))
        {
            var begun = Stopwatch.GetTimestamp();
            await SendAsync(socket, frame);
            await ReceiveAsync(socket, buffer);
            run.Stored(begun);
        }
    }

    private async Task ManyAsync(ClientWebSocket socket, int stream, Run run)
    {
        using var places = new SemaphoreSlim(_workload.InFlightOfStream);
        var begun = new ConcurrentQueue<long>();
        var answers = AnswersAsync(socket, begun, places, run);
        var frame = Frame();
        while (run.Next(stream))
        {
            await places.WaitAsync();
            begun.Enqueue(Stopwatch.GetTimestamp());
            await SendAsync(socket, frame);
        }

        begun.Enqueue(-1); // The end: the answer to one frame more.
        await SendAsync(socket, frame);
        await answers;
    }

    private static async Task AnswersAsync(ClientWebSocket socket, ConcurrentQueue<long> begun, SemaphoreSlim places, Run run)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            await ReceiveAsync(socket, buffer);
            if (!begun.TryDequeue(out var at) || at < 0)
            {
                return;
            }

            run.Stored(at);
            places.Release();
        }
    }

    private async Task ReceiveAsync(string stream, int index, Run run)
    {
        if (!run.HasAny(index))
        {
            return;
        }

        using var socket = await ConnectAsync($"{_sockets}/consumer/persistent/public/default/{stream}/bench?receiverQueueSize={_workload.InFlightOfStream}");
        var buffer = new byte[64 * 1024];
        var acknowledgement = new byte[256];
        for (var more = true; more;)
        {
            var frame = await ReceiveAsync(socket, buffer);
            more = run.Received(index);
            await SendAsync(socket, Acknowledgement(frame.Span, acknowledgement));
        }

        socket.Abort(); // What is on its way is of no interest.
    }

    private static async Task<ClientWebSocket> ConnectAsync(string address)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(address), CancellationToken.None);
        return socket;
    }

    private static ValueTask SendAsync(ClientWebSocket socket, ReadOnlyMemory<byte> frame) => socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private static async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(ClientWebSocket socket, byte[] buffer)
    {
        for (var length = 0; ;)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return part.MessageType == WebSocketMessageType.Text ? buffer.AsMemory(0, length) : throw new InvalidOperationException("The null server closed the socket.");
            }
        }
    }

    private static ReadOnlyMemory<byte> Acknowledgement(ReadOnlySpan<byte> message, byte[] into)
    {
        var name = "\"messageId\":\""u8;
        var from = message.IndexOf(name) + name.Length;
        var id = message.Slice(from, message[from..].IndexOf((byte)'"'));
        var start = "{\"messageId\":\""u8;
        start.CopyTo(into);
        id.CopyTo(into.AsSpan(start.Length));
        "\"}"u8.CopyTo(into.AsSpan(start.Length + id.Length));
        return into.AsMemory(0, start.Length + id.Length + 2);
    }
}
