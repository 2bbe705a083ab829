using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Killing;

/// <summary>
/// Publishes numbered messages, many in flight. With a name it deduplicates: what was not answered is sent again under the same sequence ids.
/// Without one every message is sent once, whatever becomes of it.
/// </summary>
internal sealed class PublishingClient(string name, bool deduplicates, string stream, History history, int seed)
{
    private readonly Random _random = new(seed);
    private readonly Queue<MessageName> _unanswered = [];
    private int _next;
    private int _answered;
    private int _sentAtAll;

    /// <summary>Called at each good answer.</summary>
    public Action Answered { get; set; } = () => { };

    public Task RunAsync(Uri server, CancellationToken stop) => Failures.AgainAsync(() => ConnectAsync(server, stop), history, stop);

    /// <summary>Sends what is unanswered until all of it is answered.</summary>
    /// <returns>A problem, where it is not.</returns>
    public async Task<string?> FinishAsync(Uri server)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (deduplicates && _answered < _sentAtAll)
        {
            try
            {
                await ConnectAsync(server, new CancellationToken(canceled: true));
            }
            catch (Exception e) when (Failures.AreExpected(e))
            {
                if (TimeProvider.System.GetElapsedTime(since) > ServerUnderTest.Patience)
                {
                    return $"stuck: {name} gets no answers from {_answered} on ({e.Message})";
                }

                await Pause.OfAsync(2);
            }
        }

        return null;
    }

    private async Task ConnectAsync(Uri server, CancellationToken stop)
    {
        var query = deduplicates ? string.Create(CultureInfo.InvariantCulture, $"?producerName={name}&initialSequenceId={_answered - 1}") : "";
        using var socket = await StreamSocket.OpenAsync(server, "producer", stream + query);
        var connection = History.NewConnection();
        _unanswered.Clear();
        _next = deduplicates ? _answered : _sentAtAll;
        var window = _random.Next(1, 200);
        for (var left = _random.Next(1, 600); ;)
        {
            var mayPublish = stop.IsCancellationRequested ? deduplicates && _next < _sentAtAll : left > 0;
            if (mayPublish && _unanswered.Count < window)
            {
                left--;
                await PublishAsync(socket, connection);
            }
            else if (_unanswered.Count > 0)
            {
                if (left == 0 && _random.Next(40) == 0)
                {
                    socket.Cut();
                    return;
                }

                Answer(await socket.NextAsync() ?? throw new ServerClosedException($"{name}: {socket.Goodbye}"), connection);
            }
            else
            {
                await socket.CloseAsync();
                return;
            }
        }
    }

    private async Task PublishAsync(StreamSocket socket, int connection)
    {
        // What goes over several connections has no order between them, unless the producer has a name.
        var message = new MessageName(deduplicates ? name : $"{name}{connection}", _next++);
        _sentAtAll = Math.Max(_sentAtAll, _next);
        _unanswered.Enqueue(message);
        history.Record(HistoryEventKind.Published, name, connection, message);
        await socket.SendAsync(Frames.Publish(message, _random.Next(50) == 0 ? _random.Next(20_000) : _random.Next(200)));
    }

    private void Answer(JsonNode answer, int connection)
    {
        var message = _unanswered.Dequeue();
        if ((string)answer["result"]! != "ok" || (string?)answer["context"] != message.Number.ToString(CultureInfo.InvariantCulture))
        {
            throw new ServerClosedException($"{message} was answered with {answer.ToJsonString()}");
        }

        history.Record(HistoryEventKind.Stored, name, connection, message, EntryId.Parse(Frames.Id(answer)));
        _answered = message.Number + 1;
        Answered();
    }
}
