using System.Diagnostics;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>Runs one script: producers, consumers and a reader through a proxy with faults, then without; says what was wrong.</summary>
internal sealed class Scenario(FaultScript script, FaultTarget target, GdnSession direct)
{
    private const string End = "end";

    // The client's own waits, shortened: a lost request is given up after this, and a pause between two attempts takes at most a second (a tenth of 10 s).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private const double Jitter = 0.1;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>When everything has to be in service again: one pause, sign-in and handshake, twice for a busy name; and time for a slow machine.</summary>
    private static readonly TimeSpan RecoveryLimit = (2 * (LongestPause + (2 * Patience))) + TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Above a stall of the proxy's, so that a stall is no break, and far below the time of a script, so that a silent connection is noticed.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(100);
    private readonly StreamName _stream = StreamName.Create($"faults-{script.Seed}", StreamScope.Global);
    private readonly List<Inbox> _inboxes = [];
    private readonly List<Sender> _senders = [];
    private readonly List<Receiver> _receivers = [];
    private string _stage = "prepared";

    private IEnumerable<Ledger> Ledgers => _senders.SelectMany(sender => sender.Ledgers);

    public int Seed => script.Seed;

    /// <summary>How long the slowest one took from the end of the faults until it was in service.</summary>
    public TimeSpan Recovery { get; private set; }

    /// <summary>How many faults happened.</summary>
    public int Faults { get; private set; }

    /// <summary>How many connections there were.</summary>
    public int Connections { get; private set; }

    /// <summary>How many messages were acknowledged.</summary>
    public int Messages { get; private set; }

    /// <summary>Runs it; empty where all is well.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await direct.Streams.CreateAsync(_stream, limit.Token);
        foreach (var subscription in new[] { "ordered", "shared", "keeps-everything" })
        {
            await (await direct.SubscribeAsync(_stream, subscription, cancellationToken: limit.Token)).DisposeAsync();
        }

        await using var proxy = new FaultProxy(target, script.Connections, script.Outages, TimeProvider.System);
        var failure = await RunAsync(proxy, limit);
        (Faults, Connections) = (proxy.Faults, proxy.Connections);
        if (failure is not null)
        {
            return failure;
        }

        await direct.Streams.DeleteAsync(_stream, force: true, CancellationToken.None);
        return Problems();
    }

    /// <summary>Null where it came to its end.</summary>
    private async Task<IReadOnlyList<string>?> RunAsync(FaultProxy proxy, CancellationTokenSource limit)
    {
        GdnSession? session = null;
        Task[] running = [];
        using var done = new CancellationTokenSource();
        try
        {
            _stage = "connected";
            session = await Opening.RepeatAsync(() => ConnectAsync(proxy.Url, limit.Token), limit.Token);
            var receiving = script.Receivers.Select(plan => Start(plan, session, done.Token, limit.Token)).ToArray();
            running = receiving;
            foreach (var (plan, receiver) in script.Receivers.Zip(_receivers).Where(pair => pair.First.StartsAtLatest))
            {
                await receiver.Ready.WaitAsync(limit.Token);
            }

            _stage = "sent and received";
            var sending = script.Senders.Select((plan, number) => Start(plan, number, session, proxy.FaultsEnded, limit.Token)).ToArray();
            running = [.. receiving, .. sending];
            await Task.Delay(script.Length, TimeProvider.System, limit.Token);
            proxy.EndFaults();
            await RecoverAsync(sending, limit.Token);

            _stage = "closed";
            await done.CancelAsync();
            await Task.WhenAll(receiving).WaitAsync(limit.Token);
            await session.DisposeAsync();

            _stage = "left the server";
            await AwaitStatsAsync(stats => stats.Producers.Count == 0 && stats.Subscriptions.Values.All(subscription => subscription.Consumers.Count == 0), limit.Token);

            _stage = "read what is stored";
            await EnsureStoredAsync(limit.Token);
            return null;
        }
        catch (Exception e) when (e is GdnException or OperationCanceledException or TimeoutException)
        {
            return [.. Problems(), $"It hung or failed while it {_stage}: {e.GetType().Name} {e.Message} {await StateAsync(proxy)}"];
        }
        finally
        {
            await limit.CancelAsync();
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await (session?.DisposeAsync() ?? default);
        }
    }

    private async Task RecoverAsync(Task[] sending, CancellationToken limit)
    {
        _stage = "recovered";
        var since = Stopwatch.GetTimestamp();
        using var recovery = CancellationTokenSource.CreateLinkedTokenSource(limit);
        recovery.CancelAfter(RecoveryLimit);
        await Task.WhenAll(sending).WaitAsync(recovery.Token);
        Messages = Ledgers.Sum(ledger => ledger.Stored.Count);

        _stage = "drained";
        await Task.WhenAll(_inboxes.Select(inbox => inbox.Expect(Ledgers))).WaitAsync(recovery.Token);

        _stage = "acknowledged";
        await AwaitStatsAsync(stats => stats.Subscriptions["ordered"].Backlog == 0 && stats.Subscriptions["shared"].Backlog == 0, recovery.Token);
        Recovery = Stopwatch.GetElapsedTime(since);
    }

    /// <summary>Where everybody is, as they and the server see it.</summary>
    private async Task<string> StateAsync(FaultProxy proxy)
    {
        var stages = _senders.SelectMany(sender => sender.Ledgers.TakeLast(1).Select(ledger => $"producer {ledger.Producer} {sender.Stage} ({ledger.Unsettled.Count} unsettled)"))
            .Concat(_receivers.Zip(script.Receivers, (receiver, plan) => $"{plan.Subscription ?? "reader"} {receiver.Stage}"));
        var stats = await direct.Streams.GetStatsAsync(_stream, CancellationToken.None);
        var consumers = stats.Subscriptions.Select(pair => $"{pair.Key}: {pair.Value.Consumers.Count} consumers, backlog {pair.Value.Backlog}, {pair.Value.UnacknowledgedMessages} unacknowledged");
        return $"[{string.Join("; ", stages)}] server [{stats.Producers.Count} producers; {string.Join("; ", consumers)}] proxy [{proxy}]";
    }

    private string[] Problems() => [.. Ledgers.SelectMany(ledger => ledger.Problems), .. _inboxes.SelectMany(inbox => inbox.Problems)];

    private Task Start(SenderPlan plan, int number, GdnSession session, CancellationToken faultsEnded, CancellationToken limit)
    {
        var sender = new Sender(number, plan, script.Length, session, _stream, faultsEnded, limit);
        _senders.Add(sender);
        return Task.Run(sender.RunAsync, limit);
    }

    private Task Start(ReceiverPlan plan, GdnSession session, CancellationToken done, CancellationToken limit)
    {
        var name = plan.Subscription ?? "reader";
        var inbox = _inboxes.Find(each => each.Name == name);
        if (inbox is null)
        {
            inbox = new Inbox(name, plan.IsOrdered, repeats: plan.Subscription is not null);
            _inboxes.Add(inbox);
        }

        var receiver = new Receiver(plan, inbox, script.Length, session, _stream, done, limit);
        _receivers.Add(receiver);
        return Task.Run(receiver.RunAsync, limit);
    }

    private Task<GdnSession> ConnectAsync(Uri url, CancellationToken limit)
    {
        var random = new Random(script.Seed);
        var options = target.OptionsOf(url, script.UsesApiKey) with { ConnectTimeout = Patience, RequestTimeout = Patience, KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive };
        return GdnSession.ConnectAsync(options, TimeProvider.System, NextDouble, limit);

        double NextDouble()
        {
            lock (random)
            {
                return Jitter * random.NextDouble();
            }
        }
    }

    /// <summary>Nothing tells when the server has taken the last acknowledgement, so that it is asked.</summary>
    private async Task AwaitStatsAsync(Func<StreamStatistics, bool> isReached, CancellationToken limit)
    {
        using var timer = new PeriodicTimer(PollingInterval);
        while (!isReached(await direct.Streams.GetStatsAsync(_stream, limit)))
        {
            await timer.WaitForNextTickAsync(limit);
        }
    }

    private async Task EnsureStoredAsync(CancellationToken limit)
    {
        await direct.Streams.PublishAsync(_stream, System.Text.Encoding.UTF8.GetBytes(End), limit);
        await using var reader = await direct.CreateReaderAsync(_stream, new ReaderOptions { StartMessageId = MessageId.Earliest }, limit);
        var copies = new Dictionary<string, int>();
        while (await reader.ReceiveAsync(limit) is { } message && message.Text != End)
        {
            var key = message.Text[..message.Text.LastIndexOf(':')];
            copies[key] = copies.GetValueOrDefault(key) + 1;
        }

        foreach (var ledger in Ledgers)
        {
            foreach (var index in ledger.Stored.Where(index => !copies.ContainsKey($"{ledger.Producer}:{index}")))
            {
                ledger.Add($"message {index} was acknowledged and is not stored");
            }

            foreach (var (key, count) in copies.Where(copy => ledger.IsDeduplicated && copy.Value > 1 && copy.Key.StartsWith($"{ledger.Producer}:", StringComparison.Ordinal)))
            {
                ledger.Add($"{key} is stored {count} times");
            }
        }
    }
}
