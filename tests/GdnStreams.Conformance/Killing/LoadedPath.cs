using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Torture.Histories;

namespace GdnStreams.Conformance.Killing;

/// <summary>One way to a Pulsar under load: producers, consumers and a reader of the client library, whose history the torture checker reads.</summary>
internal sealed class LoadedPath : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly (string Name, SubscriptionType Type, DeliveryOrder Order, int Consumers)[] Subscriptions =
    [
        ("failover", SubscriptionType.Failover, DeliveryOrder.New, 1), ("shared", SubscriptionType.Shared, DeliveryOrder.None, 2), ("keyed", SubscriptionType.KeyShared, DeliveryOrder.NewOfEachKey, 2),
    ];

    private readonly string _name;
    private readonly GdnSession _session;
    private readonly GdnSession _impatient;
    private readonly History _history = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly CancellationTokenSource _drained = new();
    private readonly StreamName _stream;
    private readonly PathProducer[] _producers;
    private readonly PathReader _reader;
    private readonly List<Task> _consuming = [];
    private Task _publishing = Task.CompletedTask;

    private LoadedPath(string name, GdnSession session, GdnSession impatient, StreamName stream)
    {
        (_name, _session, _impatient, _stream) = (name, session, impatient, stream);
        _producers =
        [
            new PathProducer(session, stream, _history, "d", $"{name}-d"), new PathProducer(session, stream, _history, "e", $"{name}-e"), new PathProducer(impatient, stream, _history, "p", null),
        ];
        _reader = new PathReader(session, stream, _history);
        _history.Subscribed(PathReader.Name, DeliveryOrder.Strict);
        foreach (var subscription in Subscriptions)
        {
            _history.Subscribed(subscription.Name, subscription.Order);
        }
    }

    /// <summary>How many messages were answered.</summary>
    public int Answered => _producers.Sum(producer => producer.Answered);

    /// <summary>Begins.</summary>
    public static async Task<LoadedPath> StartAsync(string name, GdnSessionOptions options)
    {
        var session = await GdnSession.ConnectAsync(options with { ReconnectTimeout = Patience });
        var impatient = await GdnSession.ConnectAsync(options with { ReconnectTimeout = TimeSpan.Zero });
        var path = new LoadedPath(name, session, impatient, await session.Streams.CreateAsync(StreamName.Create(name, StreamScope.Global)));
        foreach (var subscription in Subscriptions.Select(one => one.Name).Append(History.Audit))
        {
            await session.Subscriptions.CreateAsync(path._stream, subscription, MessageId.Earliest);
        }

        path._consuming.AddRange(Subscriptions.SelectMany(one => Enumerable.Range(0, one.Consumers).Select(_ => path.Consume(one.Name, one.Type))));
        path._consuming.Add(Task.Run(() => path._reader.RunAsync(path._drained.Token)));
        path._publishing = Task.WhenAll(path._producers.Select(producer => Task.Run(() => producer.RunAsync(path._enough.Token))));
        return path;
    }

    /// <summary>Waits until so many more messages were answered.</summary>
    public async Task ProceedAsync(int messages)
    {
        var target = Answered + messages;
        await UntilAsync(() => Task.FromResult(Answered >= target || _publishing.IsFaulted));
    }

    /// <summary>The broker was killed: what it had read and not written is gone.</summary>
    public void BrokerKilled() => _history.Record(HistoryEventKind.Killed);

    /// <summary>Ends the load, takes all that is left, and says what is wrong.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync()
    {
        await _enough.CancelAsync();
        await _publishing.WaitAsync(Patience);
        foreach (var subscription in Subscriptions)
        {
            await UntilAsync(async () => await LeftAsync(subscription.Name) == 0);
        }

        // A message without an answer may be stored, too.
        await UntilAsync(() => Task.FromResult(_reader.Read >= Answered));
        var audit = Consume(History.Audit, SubscriptionType.Exclusive);
        await UntilAsync(async () => await LeftAsync(History.Audit) == 0 && _reader.Read >= Seen(HistoryEventKind.Delivered, History.Audit));
        await _drained.CancelAsync();
        await Task.WhenAll(_consuming.Append(audit));
        return [.. Checker.Problems(_history).Select(problem => $"{_name}: {problem}")];
    }

    public override string ToString() =>
        $"{_name}: {Answered} messages answered, {Seen(HistoryEventKind.Delivered)} delivered, {Seen(HistoryEventKind.Acknowledged)} acknowledged, in {Seen(HistoryEventKind.Proven)} parts proven";

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _impatient.DisposeAsync();
        _enough.Dispose();
        _drained.Dispose();
    }

    private Task Consume(string subscription, SubscriptionType type)
    {
        var consumer = new PathConsumer(_session, _stream, _history, subscription, type);
        return Task.Run(() => consumer.RunAsync(_drained.Token));
    }

    private int Seen(HistoryEventKind kind, string? who = null) => _history.Count(happened => happened.Kind == kind && (who is null || happened.Who == who));

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
