using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;

namespace GdnStreams.Benchmarks;

/// <summary>A whole run: measures, and writes the page.</summary>
internal sealed class Benchmark(RunSettings settings, TimeProvider time, Action<string> say)
{
    // One of each server: whose clients share one has its fsyncs counted once.
    private static readonly string[] Counted = [Field.Library, Field.Pulsar, Field.Redis, "rabbitmq", "nats", "fasterlog"];

    public static JsonSerializerOptions Json { get; } = new(Lines.Options) { WriteIndented = true, Converters = { new JsonStringEnumConverter() }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<Report> RunAsync()
    {
        var (startedAt, clock, surroundings) = (time.GetUtcNow(), Stopwatch.StartNew(), Surroundings.Describe(settings));
        using var folders = new Folders();
        var contestants = Field.All(settings, settings.Baseline is { } baseline ? BaselineBuild.Make(baseline, folders.New()) : null);
        IReadOnlyList<Row> rows;
        IReadOnlyList<SkippedContestant> skipped;
        await using (var match = new Match(settings, folders, say))
        {
            (rows, skipped) = await match.RunAsync(contestants);
        }

        var counted = contestants.Where(contestant => Counted.Contains(contestant.Id) && rows.Any(row => row.Contestant == contestant.Id));
        var syncs = settings.ContestantsOnly ? [] : await new Syncs(settings, folders, say).RunAsync(counted);
        var (growth, figures) = settings.ContestantsOnly ? ([], []) : await GrowAsync(folders, contestants);
        return new Report
        {
            MeasuredAt = startedAt,
            Minutes = clock.Elapsed.TotalMinutes,
            IsQuick = settings.Quick,
            Seconds = settings.Seconds,
            Rounds = settings.Rounds,
            HasBaseline = settings.Baseline is not null,
            Environment = surroundings,
            Contestants = contestants.ToDictionary(contestant => contestant.Id, contestant => contestant.Title),
            Rows = rows,
            Skipped = skipped,
            Syncs = syncs,
            Growth = growth,
            Figures = figures,
        };
    }

    /// <summary>Writes benchmarks.json, benchmarks.md and the pictures of it.</summary>
    public static async Task WriteAsync(Report report, string folder)
    {
        var images = Directory.CreateDirectory(Path.Combine(folder, "images", "benchmarks")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "benchmarks.json"), JsonSerializer.Serialize(report, Json) + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "benchmarks.md"), new Page(report).Write());
        foreach (var (name, svg) in Pictures.Of(report))
        {
            await File.WriteAllTextAsync(Path.Combine(images, name + ".svg"), svg);
        }
    }

    private async Task<(IReadOnlyList<Series> Growth, Dictionary<string, double> Figures)> GrowAsync(Folders folders, IReadOnlyList<IContestant> contestants)
    {
        Dictionary<string, double> figures = [];
        if (contestants.FirstOrDefault(contestant => contestant.Id == Field.Library) is { } library)
        {
            Take(await new FreshProcesses(settings, folders, say).RunAsync(library));
        }

        Take(await new Beginnings(settings, folders, say).RunAsync());
        var (subscriptions, rates) = await new SubscriptionGrowth(settings, folders, say).RunAsync();
        Take(rates);
        var backlog = await new BacklogGrowth(settings, folders, say).RunAsync();
        var (streams, made) = await new StreamGrowth(settings, folders, say).RunAsync();
        Take(made);
        Take(await new ManyStreams(settings, folders, say).RunAsync());
        return ([streams, subscriptions, backlog], figures);

        void Take(IReadOnlyDictionary<string, double> measured)
        {
            foreach (var (name, value) in measured)
            {
                figures[name] = value;
            }
        }
    }
}
