using System.Net;
using System.Net.WebSockets;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Killing;

/// <summary>Fills a stream of its own, deletes it, and begins anew.</summary>
internal sealed class DeletingClient(string stream, History history, int seed)
{
    private readonly Random _random = new(seed);
    private int _next;
    private int _looks;

    public async Task RunAsync(Uri server, CancellationToken stop)
    {
        using var calls = new StreamCalls(server);
        await Failures.AgainAsync(() => OnceAsync(server, calls, stop), history, stop);
    }

    /// <summary>Reads the whole stream before others use it, and acknowledges nothing.</summary>
    public async Task LookAsync(Uri server, StreamCalls calls)
    {
        history.Record(HistoryEventKind.ReadBegun);
        if (await calls.ExistsAsync(stream))
        {
            var look = $"look{_looks++}";
            await calls.SubscribeAsync(stream, look);
            using var socket = await StreamSocket.OpenAsync(server, "consumer", $"{stream}/{look}");
            for (var left = await calls.BacklogAsync(stream, look); left > 0; left--)
            {
                var frame = await socket.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience) ?? throw new WebSocketException("The server closed.");
                history.Record(HistoryEventKind.Delivered, look, 0, Frames.Read(frame), EntryId.Parse(Frames.Id(frame)));
            }
        }

        history.Record(HistoryEventKind.ReadEnded);
    }

    private async Task OnceAsync(Uri server, StreamCalls calls, CancellationToken stop)
    {
        // Where it stays open, the stream is deleted from under its producer.
        using var socket = await StreamSocket.OpenAsync(server, "producer", stream);
        var first = _next;
        for (var left = _random.Next(1, 40); left > 0; left--)
        {
            await socket.SendAsync(Frames.Publish(new MessageName("v", _next++), 20));
        }

        for (; first < _next; first++)
        {
            var answer = await socket.NextAsync() ?? throw new WebSocketException("The server closed.");
            if ((string)answer["result"]! == "ok")
            {
                history.Record(HistoryEventKind.Stored, "v", 0, new MessageName("v", first), EntryId.Parse(Frames.Id(answer)));
            }
        }

        if (_random.Next(2) == 0)
        {
            await socket.CloseAsync();
        }

        await Pause.OfAsync(_random.Next(20), stop);
        history.Record(HistoryEventKind.DeleteAsked);
        await DeleteAsync(calls, stop);
        history.Record(HistoryEventKind.Deleted);
    }

    /// <summary>Until it is certain: behind a failure, such as of a full disk, nobody knows whether it is gone.</summary>
    private async Task DeleteAsync(StreamCalls calls, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await calls.DeleteAsync(stream);
                return;
            }
            catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                return;
            }
            catch (HttpRequestException e) when (!stop.IsCancellationRequested)
            {
                Failures.Record(e, history);
                await Pause.OfAsync(2, stop);
            }
        }
    }
}
