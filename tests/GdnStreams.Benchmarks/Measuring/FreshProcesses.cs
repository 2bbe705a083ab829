using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>What a server and a client that were just started manage, beside the same two once warm.</summary>
internal sealed class FreshProcesses(RunSettings settings, Folders folders, Action<string> say)
{
    private const double NoLimit = 60;

    public async Task<IReadOnlyDictionary<string, double>> RunAsync(IContestant contestant)
    {
        say("The first messages of fresh processes");
        var messages = settings.Quick ? 20_000 : 200_000;
        List<(Turn First, Turn Warm)> turns = [];
        for (var i = 0; i < (settings.Quick ? 1 : 3); i++)
        {
            await using var server = await contestant.Server!.StartAsync(folders.New(), []);
            await using var entrant = new Entrant(contestant, new ClientProcess(await contestant.ClientAsync(server, folders.New())), server);
            await entrant.OpenAsync(Cell.Usual);
            var first = await entrant.MeasureAsync("publish", NoLimit, messages);
            await entrant.MeasureAsync("publish", settings.Quick ? 0.5 : 3);
            turns.Add((first, await entrant.MeasureAsync("publish", NoLimit, messages)));
        }

        return new Dictionary<string, double>
        {
            [Figure.FirstCount] = messages,
            [Figure.FirstRate] = Results.Median(turns.Select(turn => turn.First.Measured.Rate)),
            [Figure.WarmRate] = Results.Median(turns.Select(turn => turn.Warm.Measured.Rate)),
            [Figure.FirstServer] = Results.Median(turns.Select(turn => turn.First.ServerMicroseconds!.Value)),
            [Figure.WarmServer] = Results.Median(turns.Select(turn => turn.Warm.ServerMicroseconds!.Value)),
            [Figure.FirstClient] = Results.Median(turns.Select(turn => turn.First.ClientMicroseconds)),
            [Figure.WarmClient] = Results.Median(turns.Select(turn => turn.Warm.ClientMicroseconds)),
        };
    }
}
