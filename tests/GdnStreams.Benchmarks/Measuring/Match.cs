using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;
using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>All contestants in one run, taking turns in every cell of every round, so that what the machine does to one it does to all.</summary>
internal sealed class Match(RunSettings settings, Folders folders, Action<string> say) : IAsyncDisposable
{
    // In which a server cleans up behind the one before.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<IServerProgram, ServerProcess> _servers = [];
    private readonly List<Entrant> _entrants = [];
    private readonly List<SkippedContestant> _skipped = [];

    public async Task<(IReadOnlyList<Row> Rows, IReadOnlyList<SkippedContestant> Skipped)> RunAsync(IReadOnlyList<IContestant> contestants)
    {
        foreach (var contestant in contestants)
        {
            await EnterAsync(contestant);
        }

        var results = new Results();
        var cells = settings.Quick ? [Cell.Usual, Cell.OneAtATime] : Cell.All;
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var (cell, i) in cells.Select((cell, i) => (cell, i)))
            {
                say($"Round {round} of {settings.Rounds}: {cell}");
                foreach (var entrant in InTurn((round * 5) + i).Where(entrant => entrant.Contestant.Takes(cell)).ToArray())
                {
                    await Task.Delay(Pause);
                    await TakeTurnAsync(entrant, cell, results);
                }
            }
        }

        return (results.Rows([.. contestants.Select(contestant => contestant.Id)]), _skipped);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entrant in _entrants)
        {
            await entrant.DisposeAsync();
        }

        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    private async Task EnterAsync(IContestant contestant)
    {
        if (contestant.Missing is { } missing)
        {
            Skip(contestant, missing);
            return;
        }

        say($"Starting: {contestant.Title}");
        try
        {
            var server = contestant.Server is { } program ? await StartedAsync(program) : null;
            var entrant = new Entrant(contestant, new ClientProcess(await contestant.ClientAsync(server, folders.New())), server);
            _entrants.Add(entrant);

            // Compilers on both sides see what comes.
            foreach (var cell in new[] { Cell.Usual, Cell.OneAtATime }.Where(contestant.Takes))
            {
                await entrant.TakeTurnAsync(cell, settings.Quick ? settings.Seconds : cell == Cell.Usual ? 2 : 0.5);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException) // The others go on, and the page says what it was.
        {
            if (_entrants.Find(entrant => entrant.Contestant == contestant) is { } entered)
            {
                _entrants.Remove(entered);
                await entered.DisposeAsync();
            }

            Skip(contestant, "It failed: " + e.Message.Split('\n')[0]);
        }
    }

    /// <summary>Somebody else begins each time: who comes behind whom matters.</summary>
    private IEnumerable<Entrant> InTurn(int first) => _entrants.Skip(first % Math.Max(1, _entrants.Count)).Concat(_entrants.Take(first % Math.Max(1, _entrants.Count)));

    private async Task TakeTurnAsync(Entrant entrant, Cell cell, Results results)
    {
        try
        {
            var (publish, receive) = await entrant.TakeTurnAsync(cell, settings.Seconds);
            results.Add(entrant.Contestant.Id, cell, Operation.Publish, publish);
            results.Add(entrant.Contestant.Id, cell, Operation.Receive, receive);
            say($"  {entrant.Contestant.Title,-48} publish {publish.Measured.Rate,9:N0}/s, receive {receive.Measured.Rate,9:N0}/s");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _entrants.Remove(entrant);
            await entrant.DisposeAsync();
            Skip(entrant.Contestant, $"It failed at {cell}: {e.Message.Split('\n')[0]}");
        }
    }

    private async Task<ServerProcess> StartedAsync(IServerProgram program) =>
        _servers.TryGetValue(program, out var running) ? running : _servers[program] = await program.StartAsync(folders.New(), []);

    private void Skip(IContestant contestant, string reason)
    {
        say($"  {contestant.Title} does not take part. {reason}");
        _skipped.Add(new SkippedContestant(contestant.Id, contestant.Title, reason));
    }
}
