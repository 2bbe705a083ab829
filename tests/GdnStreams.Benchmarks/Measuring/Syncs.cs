using System.Diagnostics;
using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>Messages for each fsync, in a pass of its own: a traced server is slower.</summary>
internal sealed class Syncs(RunSettings settings, Folders folders, Action<string> say)
{
    private static readonly Cell[] Cells = [Cell.Usual, Cell.OneAtATime];

    /// <remarks>A contestant without a server writes through: FasterLog.</remarks>
    public async Task<IReadOnlyList<SyncRow>> RunAsync(IEnumerable<IContestant> contestants)
    {
        List<SyncRow> rows = [];
        foreach (var contestant in SyncTrace.Missing is null ? contestants : [])
        {
            say($"Counting fsyncs: {contestant.Title}");
            rows.AddRange(await CountAsync(contestant));
        }

        return rows;
    }

    private async Task<IEnumerable<SyncRow>> CountAsync(IContestant contestant)
    {
        var log = Path.Combine(folders.New(), "strace.log");
        var trace = new SyncTrace(log, writesThrough: contestant.Server is null);
        await using var server = contestant.Server is { } program ? await program.StartAsync(folders.New(), trace.Wrapper) : null;
        var start = await contestant.ClientAsync(server, folders.New());
        await using var entrant = new Entrant(contestant, new ClientProcess(server is null ? Wrapped(start, trace.Wrapper) : start), server);
        List<SyncRow> rows = [];
        foreach (var cell in Cells)
        {
            await entrant.OpenAsync(cell);
            await entrant.MeasureAsync("publish", settings.Seconds / 2);
            var before = trace.Count();
            var turn = await entrant.MeasureAsync("publish", settings.Seconds);
            rows.Add(new SyncRow(contestant.Id, cell, turn.Measured.Messages, trace.Count() - before));
            await entrant.CloseAsync();
        }

        return rows;
    }

    private static ProcessStartInfo Wrapped(ProcessStartInfo start, string[] wrapper) => new(wrapper[0], [.. wrapper[1..], start.FileName, .. start.ArgumentList]) { WorkingDirectory = start.WorkingDirectory };
}
