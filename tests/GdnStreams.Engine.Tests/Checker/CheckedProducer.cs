using System.Globalization;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests.Checker;

/// <summary>Sends numbered messages; what fails it sends again, in order, under the same sequence ids where it has a name of its own.</summary>
internal sealed class CheckedProducer(string name, bool isNamed, int seed)
{
    private const int Window = 64;
    private readonly Random _random = new(seed);
    private readonly List<byte[]> _messages = [];

    public string Name => name;

    /// <summary>How many of its messages are acknowledged: all below this number.</summary>
    public int Acknowledged { get; private set; }

    public bool IsNamed => isNamed;

    /// <summary>What went wrong that may not.</summary>
    public List<string> Problems { get; } = [];

    public static (string Producer, int Number) Read(Delivery delivery)
    {
        var text = Encoding.UTF8.GetString(delivery.Message.Payload.Span);
        var parts = text.Split(':');
        return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Sends until it is stopped; with <paramref name="onlyRest"/> until everything it began is acknowledged.</summary>
    public async Task RunAsync(StreamEngine engine, TopicName topic, bool onlyRest, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !(onlyRest && Acknowledged == _messages.Count))
        {
            try
            {
                await using var producer = await engine.OpenProducerAsync(topic, isNamed ? name : null, isNamed ? Acknowledged - 1 : null);
                await SendAsync(producer, onlyRest, stop);
            }
            catch (GdnException)
            {
                await Task.Yield(); // Not now: again.
            }
        }
    }

    private async Task SendAsync(EngineProducer producer, bool onlyRest, CancellationToken stop)
    {
        var underWay = new Queue<Task<MessagePosition>>();
        var next = Acknowledged;
        GdnException? failure = null;
        while (true)
        {
            var mayBegin = failure is null && !stop.IsCancellationRequested && (next < _messages.Count || !onlyRest);
            if (mayBegin && underWay.Count < Window)
            {
                if (next == _messages.Count)
                {
                    _messages.Add(Message(next));
                }

                await producer.WaitForRoomAsync(CancellationToken.None);
                if (_random.Next(3) == 0)
                {
                    next = AppendBatch(producer, underWay, next, onlyRest);
                }
                else
                {
                    underWay.Enqueue(producer.AppendAsync(new NewMessage { Payload = _messages[next++], Key = name }));
                }

                if (_random.Next(8) == 0)
                {
                    await Task.Yield();
                }

                continue;
            }

            if (!underWay.TryDequeue(out var oldest))
            {
                if (failure is not null)
                {
                    throw failure;
                }

                return;
            }

            try
            {
                await oldest;
                if (failure is not null)
                {
                    Problems.Add($"{name}: a message was stored behind one that failed");
                }

                Acknowledged++;
            }
            catch (GdnException e)
            {
                failure ??= e;
            }
        }
    }

    /// <summary>Appends several messages together; returns the number of the next one.</summary>
    private int AppendBatch(EngineProducer producer, Queue<Task<MessagePosition>> underWay, int next, bool onlyRest)
    {
        var batch = new MessageBatch();
        for (var left = _random.Next(1, 20); left > 0 && (next < _messages.Count || !onlyRest); left--, next++)
        {
            if (next == _messages.Count)
            {
                _messages.Add(Message(next));
            }

            batch.Add(new NewMessage { Payload = _messages[next], Key = name });
        }

        producer.Append(batch);
        for (var i = 0; i < batch.Count; i++)
        {
            underWay.Enqueue(ResultAsync(batch, i));
        }

        return next;
    }

    private static async Task<MessagePosition> ResultAsync(MessageBatch batch, int index)
    {
        await batch.Settled;
        return batch.PositionOf(index) ?? throw batch.Failure!;
    }

    private byte[] Message(int number) => Encoding.UTF8.GetBytes($"{name}:{number}:{new string('x', _random.Next(3) == 0 ? _random.Next(6_000) : 20)}");
}
