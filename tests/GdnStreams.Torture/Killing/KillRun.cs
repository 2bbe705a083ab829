using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Killing;

/// <summary>
/// One data directory through several lifetimes of the server, each of which ends under load, most of them by SIGKILL. In the end everything is
/// read, and what was seen is checked.
/// </summary>
internal sealed class KillRun
{
    private const string Stream = "t";
    private const int RoundsForARest = 3;
    private const int AnswersUntilSaved = 300;
    private const int MillisecondsUntilSaved = 1_500;
    private readonly string _directory;
    private readonly ShiftedClock? _clock;
    private readonly FullDisk? _disk;
    private readonly Random _random;
    private readonly History _history = new();
    private readonly History _deletions = new();
    private readonly List<string> _problems = [];
    private readonly PublishingClient[] _publishers;
    private readonly ConsumingClient[] _consumers;
    private readonly ReadingClient _reader;
    private readonly ClearingClient _clearing;
    private readonly DeletingClient _deleting;

    /// <param name="directory">The data directory.</param>
    /// <param name="seed">Decides what happens.</param>
    /// <param name="clock">The server's clock, where it is not the machine's.</param>
    /// <param name="disk">The disk that the directory is on, where it is full now and then.</param>
    public KillRun(string directory, int seed, ShiftedClock? clock = null, FullDisk? disk = null)
    {
        (_directory, _clock, _disk, _random) = (directory, clock, disk, new Random(seed));
        _publishers = [Publisher("d", deduplicates: true), Publisher("e", deduplicates: true), Publisher("p", deduplicates: false), Publisher("q", deduplicates: false)];
        _consumers = [.. Subscriptions.Types.SelectMany(one => Enumerable.Repeat(one, one.Value == "Exclusive" ? 1 : 2)).Select(one => Consumer(one.Key, one.Value))];
        _reader = new ReadingClient(Subscriptions.Reader, Stream, _history, _random.Next());
        _clearing = new ClearingClient(Subscriptions.Cleared, Stream, _history, _random.Next());
        _deleting = new DeletingClient("victim", _deletions, _random.Next());
        Subscriptions.AddTo(_history);
    }

    /// <summary>How often something was seen.</summary>
    public int Seen(HistoryEventKind kind) => _history.Events.Concat(_deletions.Events).Count(happened => happened.Kind == kind);

    /// <summary>How many rounds ended by SIGKILL under load.</summary>
    public int Kills { get; private set; }

    /// <summary>How many rounds ended by a stop under load.</summary>
    public int Stops { get; private set; }

    /// <summary>How many rounds went on until all cursors had to be saved.</summary>
    public int Rests { get; private set; }

    /// <summary>What was found.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(int rounds)
    {
        await LiveAsync(SetUpAsync);
        for (var round = 1; round <= rounds; round++)
        {
            // A full disk delays the cursors by seconds.
            var rests = round % RoundsForARest == 0 && _disk is null;
            await LiveAsync((server, calls) => LoadAsync(server, calls, rests));
            _problems.AddRange(await StoreCommand.CheckAsync(_directory));
        }

        await LiveAsync(FinishAsync);
        return [.. _problems, .. Checker.Problems(_history), .. Checker.ProblemsOfDeletions(_deletions)];
    }

    private PublishingClient Publisher(string name, bool deduplicates) => new(name, deduplicates, Stream, _history, _random.Next());

    private ConsumingClient Consumer(string subscription, string type) => new(subscription, type, Stream, _history, _random.Next());

    /// <summary>One lifetime of the server, which <paramref name="work"/> ends.</summary>
    private async Task LiveAsync(Func<ServerUnderTest, StreamCalls, Task> work)
    {
        _clock?.Jump();
        await using var server = await ServerUnderTest.StartAsync(["--data", _directory], _clock?.Arguments());
        using (var calls = new StreamCalls(server.Url))
        {
            await work(server, calls);
        }

        _problems.AddRange(server.Accidents.Take(3));
    }

    private async Task SetUpAsync(ServerUnderTest server, StreamCalls calls)
    {
        await Subscriptions.CreateAsync(calls, Stream);
        await EndAsync(server, kills: true);
    }

    private async Task LoadAsync(ServerUnderTest server, StreamCalls calls, bool rests)
    {
        if (_disk is not null)
        {
            MayRefuse();
        }

        await _deleting.LookAsync(server.Url, calls);
        using var stop = new CancellationTokenSource();
        var enough = Await(_random.Next(3) == 0 ? _random.Next(1, 50) : _random.Next(50, 3_000));
        Task[] clients =
        [
            .. _publishers.Select(publisher => Task.Run(() => publisher.RunAsync(server.Url, stop.Token))),
            .. _consumers.Select(consumer => Task.Run(() => consumer.RunAsync(server.Url, stop.Token))),
            Task.Run(() => _reader.RunAsync(server.Url, stop.Token)),
            Task.Run(() => _clearing.RunAsync(server.Url, stop.Token)),
            Task.Run(() => _deleting.RunAsync(server.Url, stop.Token)),
            _clock?.RunAsync(stop.Token) ?? Task.CompletedTask,
            _disk?.RunAsync(stop.Token) ?? Task.CompletedTask,
        ];
        await ReachAsync(enough);
        if (rests)
        {
            // Whoever has waited for so many commits and seconds since has written all cursors, also under load.
            _history.Record(HistoryEventKind.SaveDue);
            var due = Await(AnswersUntilSaved);
            await Pause.OfAsync(MillisecondsUntilSaved);
            await ReachAsync(due);
            Rests++;
        }

        await Pause.OfAsync(_random.Next(30));
        var kills = _disk is not null || _random.Next(4) != 0;
        await EndAsync(server, kills, stop, clients);
        (Kills, Stops) = kills ? (Kills + 1, Stops) : (Kills, Stops + 1);
        _disk?.Free();
    }

    /// <summary>From now on all good answers count.</summary>
    private Countdown Await(int answers)
    {
        var countdown = new Countdown(answers);
        Array.ForEach(_publishers, publisher => publisher.Answered = countdown.Down);
        return countdown;
    }

    private async Task ReachAsync(Countdown answers)
    {
        try
        {
            await answers.Done.WaitAsync(ServerUnderTest.Patience);
        }
        catch (TimeoutException)
        {
            _problems.Add($"stuck: {answers.Left} more answers were waited for");
        }
    }

    /// <summary>The end is recorded once all connections are gone, and so behind all that came over them.</summary>
    private async Task EndAsync(ServerUnderTest server, bool kills, CancellationTokenSource? stop = null, params Task[] clients)
    {
        var code = 0;
        MayRefuse();
        if (kills)
        {
            await server.KillAsync();
        }
        else
        {
            code = await server.StopAsync();
        }

        await (stop?.CancelAsync() ?? Task.CompletedTask);
        await Task.WhenAll(clients).WaitAsync(ServerUnderTest.Patience);
        if (code != 0)
        {
            _problems.Add($"a stop ended with exit code {code}: {string.Join(' ', server.Log.TakeLast(3))}");
        }

        foreach (var history in new[] { _history, _deletions })
        {
            history.Record(kills || code != 0 ? HistoryEventKind.Killed : HistoryEventKind.Stopped);
        }

        SavedCursors.Record(_directory, Stream, _history);
    }

    private void MayRefuse()
    {
        _history.Record(HistoryEventKind.MayRefuse);
        _deletions.Record(HistoryEventKind.MayRefuse);
    }

    private async Task FinishAsync(ServerUnderTest server, StreamCalls calls)
    {
        await _deleting.LookAsync(server.Url, calls);
        foreach (var publisher in _publishers)
        {
            _problems.AddRange(await publisher.FinishAsync(server.Url) is { } problem ? [problem] : []);
        }

        _problems.AddRange(await Subscriptions.DrainAsync(server.Url, calls, Stream, _history, _random.Next()));
        await EndAsync(server, kills: false);
    }
}
