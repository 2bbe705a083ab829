using System.Net.WebSockets;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Killing;

/// <summary>Reads a stream without a subscription, and goes on behind the last message that it has seen.</summary>
internal sealed class ReadingClient(string name, string stream, History history, int seed)
{
    private readonly Random _random = new(seed);
    private string _last = "earliest";

    public Task RunAsync(Uri server, CancellationToken stop) => Failures.AgainAsync(() => ConnectAsync(server, _random.Next(1, 1_500), EntryId.None), history, stop);

    /// <summary>Reads up to a message.</summary>
    public async Task<string?> FinishAsync(Uri server, EntryId end)
    {
        try
        {
            if (end.Entry >= 0 && (_last == "earliest" || EntryId.Parse(_last) < end))
            {
                await ConnectAsync(server, int.MaxValue, end).WaitAsync(ServerUnderTest.Patience * 2);
            }

            return null;
        }
        catch (Exception e) when (Failures.AreExpected(e) || e is TimeoutException)
        {
            return $"stuck: {name} does not reach {end} behind {_last} ({e.Message})";
        }
    }

    private async Task ConnectAsync(Uri server, int most, EntryId end)
    {
        using var socket = await StreamSocket.OpenAsync(server, "reader", $"{stream}?messageId={Uri.EscapeDataString(_last)}");
        var connection = History.NewConnection();
        for (; most > 0; most--)
        {
            var frame = await socket.NextAsync() ?? throw new ServerClosedException($"{name}: {socket.Goodbye}");
            _last = Frames.Id(frame);
            var id = EntryId.Parse(_last);
            history.Record(HistoryEventKind.Delivered, name, connection, Frames.Read(frame), id);
            if (end != EntryId.None && id >= end)
            {
                return;
            }

            await socket.SendAsync(Frames.Acknowledge(_last));
        }
    }
}
