using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Killing;
using GdnStreams.Torture.Servers;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Torture.PowerCuts;

/// <summary>A server under load from an empty directory on, with all that it asked of its disk.</summary>
/// <param name="Directory">Where its files were.</param>
/// <param name="Calls">What it asked for.</param>
/// <param name="History">What its clients saw.</param>
/// <param name="SetUpAt">When the stream and its subscriptions were made.</param>
internal sealed record RecordedLoad(string Directory, IReadOnlyList<DiskCall> Calls, History History, long SetUpAt)
{
    public const string Stream = "t";

    /// <param name="folder">For the files and the trace.</param>
    /// <param name="messages">How many answers the load lasts.</param>
    /// <param name="seed">Decides what the clients do.</param>
    /// <param name="program">Another server than that of the run.</param>
    public static async Task<RecordedLoad> MakeAsync(string folder, int messages, int seed, string? program = null)
    {
        var (directory, trace) = (Path.Combine(folder, "data"), Path.Combine(folder, "trace"));
        var (random, history) = (new Random(seed), new History());
        Subscriptions.AddTo(history);
        await using var server = await ServerUnderTest.StartAsync(["--data", directory], Strace.Arguments(trace), program);
        using (var calls = new StreamCalls(server.Url))
        {
            await Subscriptions.CreateAsync(calls, Stream);
        }

        var setUpAt = TimeProvider.System.GetUtcNow().UtcTicks;
        using var stop = new CancellationTokenSource();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        PublishingClient[] publishers = [Publisher("d", true), Publisher("p", false), Publisher("q", false)];
        Task[] clients =
        [
            .. publishers.Select(publisher => Task.Run(() => publisher.RunAsync(server.Url, stop.Token))),
            .. new[] { "exclusive", "shared", Subscriptions.Cleared }.Select(name => new ConsumingClient(name, Subscriptions.Types[name], Stream, history, random.Next()))
                .Select(consumer => Task.Run(() => consumer.RunAsync(server.Url, stop.Token))),
            Task.Run(() => new ClearingClient(Subscriptions.Cleared, Stream, history, seed).RunAsync(server.Url, stop.Token)),
        ];
        await enough.Task.WaitAsync(ServerUnderTest.Patience);
        history.Record(HistoryEventKind.MayRefuse);
        await server.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(clients).WaitAsync(ServerUnderTest.Patience);
        return new RecordedLoad(directory, TraceReader.Read(trace, directory), history, setUpAt);

        PublishingClient Publisher(string name, bool deduplicates) => new(name, deduplicates, Stream, history, random.Next())
        {
            Answered = () =>
            {
                if (Interlocked.Decrement(ref messages) == 0)
                {
                    enough.SetResult();
                }
            },
        };
    }

    /// <summary>A line of the trace soon after something was promised to a client, or any.</summary>
    public DiskCall DrawCut(Random random)
    {
        if (random.Next(5) == 0)
        {
            return Calls[random.Next(Calls.Count)];
        }

        var promises = History.Events.Where(happened => happened.Kind is HistoryEventKind.Stored or HistoryEventKind.Cleared).ToList();
        var promise = promises[random.Next(promises.Count)].Time;
        return Calls.FirstOrDefault(call => call.Time > promise) ?? Calls[^1];
    }

    /// <summary>Cuts the power, starts a server on what the disk has then, and looks whether all is there that was promised until then.</summary>
    /// <param name="cut">Before this call.</param>
    /// <param name="image">Where the disk's content goes.</param>
    /// <param name="random">Decides which later writes the disk has.</param>
    /// <param name="ignoresSync">A disk that lies.</param>
    public async Task<IReadOnlyList<string>> CheckCutAsync(DiskCall cut, string image, Random random, bool ignoresSync = false)
    {
        new Disk(Calls, cut.Begin, ignoresSync).Restore(Directory, image, random);
        var problems = new List<string>();
        try
        {
            var past = History.Before(cut.Time);
            past.Record(HistoryEventKind.Killed);
            if (cut.Time > SetUpAt)
            {
                SavedCursors.Record(image, Stream, past);
            }

            await using var server = await ServerUnderTest.StartAsync(["--data", image]);
            if (cut.Time > SetUpAt)
            {
                using var calls = new StreamCalls(server.Url);
                problems.AddRange(await Subscriptions.DrainAsync(server.Url, calls, Stream, past, random.Next()));
                problems.AddRange(Checker.Problems(past));
            }

            if (await server.StopAsync() is not 0 and var code)
            {
                problems.Add($"the stop ended with exit code {code}");
            }

            problems.AddRange(server.Accidents);
            problems.AddRange(server.Log.Where(line => line.Contains("older than what this server acknowledged", StringComparison.Ordinal)));
            problems.AddRange(await StoreCommand.CheckAsync(image));
        }
        catch (Exception e) when (Failures.AreExpected(e) || e is InvalidOperationException or SqliteException)
        {
            problems.Add(e.Message); // It does not start, or knows nothing of the stream.
        }

        return problems;
    }
}
