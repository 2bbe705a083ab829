using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;
using GdnStreams.Benchmarks.Servers;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>Publishing to a stream with 1 to 1,000 subscriptions that nobody consumes.</summary>
internal sealed class SubscriptionGrowth(RunSettings settings, Folders folders, Action<string> say)
{
    public async Task<(Series Growth, IReadOnlyDictionary<string, double> Figures)> RunAsync()
    {
        await using var server = await new GdnServerProgram(settings.ServerProgram).StartAsync(folders.New(), []);
        await using var session = await GdnSession.ConnectAsync(Sessions.Gdn(new Uri(server.Target)));
        await ServerCost.OfPublishingAsync(server, new Workload(["warm"], 100, 500), 2 * Seconds);
        Dictionary<int, List<(double Microseconds, double Rate)>> turns = [];
        for (var round = 0; round < (settings.Quick ? 1 : 3); round++)
        {
            for (var count = 1; count <= (settings.Quick ? 100 : 1000); count *= 10)
            {
                say($"Publishing to {count:N0} subscriptions");
                var stream = StreamName.Create($"subscribed{round}-{count}", StreamScope.Global);
                var turn = await ServerCost.OfPublishingAsync(server, new Workload([$"subscribed{round}-{count}"], 100, 500), Seconds, () => SubscribeAsync(session, stream, count));
                (turns.TryGetValue(count, out var list) ? list : turns[count] = []).Add(turn);
            }
        }

        double RateAt(int count) => Results.Median(turns[count].Select(turn => turn.Rate));
        var series = new Series(
            "subscriptions", "Publishing to a stream with subscriptions that nobody consumes", "subscriptions",
            [new("idle subscriptions", [.. turns.Keys.Select(count => (double)count)], [.. turns.Values.Select(each => Results.Median(each.Select(turn => turn.Microseconds)))])]);
        return (series, new Dictionary<string, double> { [Figure.OneSubscription] = RateAt(1), [Figure.ManySubscriptions] = RateAt(turns.Keys.Max()) });
    }

    private double Seconds => settings.Quick ? settings.Seconds : 1.5;

    /// <remarks>The stream has one already.</remarks>
    private static Task SubscribeAsync(GdnSession session, StreamName stream, int count) => Parallel.ForAsync(1, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellation) =>
        await session.Subscriptions.CreateAsync(stream, $"idle{i}", cancellationToken: cancellation));
}
