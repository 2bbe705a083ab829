using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Torture.Histories;

namespace GdnStreams.Conformance.Killing;

/// <summary>One way to a Pulsar under load: producers that deduplicate and consumers of the client library, whose history the torture checker reads.</summary>
internal sealed class LoadedPath : IAsyncDisposable
{
    private const int Window = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Producers = ["d", "e"];
    private static readonly (string Name, SubscriptionType Type)[] Subscriptions = [("failover", SubscriptionType.Failover), ("shared", SubscriptionType.Shared), ("keyed", SubscriptionType.KeyShared)];
    private readonly string _name;
    private readonly GdnSession _session;
    private readonly History _history = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _drained = new();
    private readonly List<Task> _consuming = [];
    private readonly StreamName _stream;
    private Task _publishing = Task.CompletedTask;
    private int _answered;

    private LoadedPath(string name, GdnSession session, StreamName stream)
    {
        (_name, _session, _stream) = (name, session, stream);
        _history.Subscribed("failover", DeliveryOrder.New);
        _history.Subscribed("shared", DeliveryOrder.None);
        _history.Subscribed("keyed", DeliveryOrder.None);
    }

    /// <summary>How many messages were answered.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Begins.</summary>
    public static async Task<LoadedPath> StartAsync(string name, GdnSessionOptions options)
    {
        var session = await GdnSession.ConnectAsync(options with { ReconnectTimeout = Patience });
        var path = new LoadedPath(name, session, await session.Streams.CreateAsync(StreamName.Create(name, StreamScope.Global)));
        foreach (var subscription in Subscriptions.Select(one => one.Name).Append(History.Audit))
        {
            await path._session.Subscriptions.CreateAsync(path._stream, subscription, MessageId.Earliest);
        }

        path._consuming.AddRange(Subscriptions.Select(one => Task.Run(() => path.ConsumeAsync(one.Name, one.Type, path._drained.Token))));
        path._publishing = Task.WhenAll(Producers.Select(producer => Task.Run(() => path.PublishAsync(producer))));
        return path;
    }

    /// <summary>Waits until so many more messages were answered.</summary>
    public async Task ProceedAsync(int messages)
    {
        var target = Answered + messages;
        await UntilAsync(() => Task.FromResult(Answered >= target || _publishing.IsFaulted));
    }

    /// <summary>Ends the load, takes all that is left, and says what is wrong.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync()
    {
        await _enough.CancelAsync();
        await _publishing.WaitAsync(Patience);
        foreach (var (subscription, _) in Subscriptions)
        {
            await UntilAsync(async () => await LeftAsync(subscription) == 0);
        }

        var audit = ConsumeAsync(History.Audit, SubscriptionType.Exclusive, _drained.Token);
        await UntilAsync(async () => await LeftAsync(History.Audit) == 0);
        await _drained.CancelAsync();
        await Task.WhenAll(_consuming.Append(audit));
        return [.. Checker.Problems(_history).Select(problem => $"{_name}: {problem}")];
    }

    public override string ToString() =>
        $"{_name}: {Answered} messages answered, {_history.Events.Count(happened => happened.Kind == HistoryEventKind.Delivered)} delivered";

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        _enough.Dispose();
        _drained.Dispose();
    }

    private async Task PublishAsync(string name)
    {
        await using var producer = await _session.CreateProducerAsync(_stream, new ProducerOptions { ProducerName = $"{_name}-{name}", InitialSequenceId = -1, SendTimeout = Patience });
        var connection = History.NewConnection();
        var receipts = new Queue<Task>();
        for (var number = 0; !_enough.IsCancellationRequested; number++)
        {
            var message = new MessageName(name, number);
            _history.Record(HistoryEventKind.Published, name, connection, message);
            receipts.Enqueue(ReceiptAsync(message, connection, producer.SendAsync(OutgoingMessage.FromText(message.ToString()) with { Key = name })));
            if (receipts.Count >= Window)
            {
                await receipts.Dequeue();
            }
        }

        await Task.WhenAll(receipts);
    }

    private async Task ReceiptAsync(MessageName message, int connection, Task<MessageId> receipt)
    {
        _history.Record(HistoryEventKind.Stored, message.Producer, connection, message, EntryId.Parse((await receipt).ToString()));
        Interlocked.Increment(ref _answered);
    }

    private async Task ConsumeAsync(string subscription, SubscriptionType type, CancellationToken until)
    {
        await using var consumer = await _session.SubscribeAsync(_stream, subscription, new ConsumerOptions { Type = type, ReceiverQueueSize = 500 }, until);
        var connection = History.NewConnection();
        try
        {
            while (true)
            {
                var message = await consumer.ReceiveAsync(until);
                var parts = message.Text.Split(':');
                _history.Record(
                    HistoryEventKind.Delivered, subscription, connection, new MessageName(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture)), EntryId.Parse(message.Id.ToString()));
                await consumer.AcknowledgeAsync(message.Id, until);
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // It has everything.
        }
    }

    private async Task<long> LeftAsync(string subscription) => (await _session.Streams.GetStatsAsync(_stream)).Subscriptions[subscription].Backlog;

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isSo())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
