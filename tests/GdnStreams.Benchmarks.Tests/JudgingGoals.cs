using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Reports;

namespace GdnStreams.Benchmarks.Tests;

public sealed class JudgingGoals
{
    [Fact]
    public void Compares_rates_in_one_run()
    {
        var goals = new Goals(Report(Published(Field.Library, rate: 50_000), Published(Field.Pulsar, rate: 10_000), Published(Field.Redis, rate: 60_000))).All();
        Assert.Equal("5.00x", Assert.Single(goals, goal => goal is { What: "Publish", Aim: "≥ 5x Pulsar's WebSocket", IsMet: true }).Measured);
        Assert.Equal("0.83x", Assert.Single(goals, goal => goal is { Aim: "≥ 1x Redis Streams", IsMet: false }).Measured);
    }

    [Fact]
    public void Says_what_was_not_measured() =>
        Assert.All(new Goals(Report()).All(), goal => Assert.Equal(("not measured in this run", null), (goal.Measured, goal.IsMet)));

    [Fact]
    public void Takes_the_cheaper_half_of_the_baseline_for_met()
    {
        var goals = new Goals(Report(Published(Field.Library, server: 4.4), Published(Field.Baseline, server: 9))).All();
        Assert.Equal("4.4 us of 9.0 us, 0.49x", Assert.Single(goals, goal => goal is { What: "Publish: processor time of the server", IsMet: true }).Measured);
    }

    [Fact]
    public void Finds_the_subscriptions_that_cost_too_much()
    {
        var report = Report() with { Growth = [new Series("subscriptions", "t", "subscriptions", [new("idle", [1, 10, 100, 1000], [5, 5, 5, 6])])], Figures = new Dictionary<string, double> { [Figure.OneSubscription] = 100, [Figure.ManySubscriptions] = 95 } };
        Assert.Equal("1.20x (5.0 us, then 6.0) at 0.95x", Assert.Single(new Goals(report).All(), goal => goal is { What: "1,000 idle subscriptions on the stream", IsMet: false }).Measured);
    }

    [Fact]
    public void A_median_is_the_middle_or_the_mean_of_two()
    {
        Assert.Equal(2, Results.Median([3, 1, 2]));
        Assert.Equal(2.5, Results.Median([4, double.NaN, 1, 3, 2]));
        Assert.Equal(double.NaN, Results.Median([]));
    }

    private static Row Published(string contestant, double rate = 1, double server = 1) => new(contestant, Cell.Usual, Operation.Publish, rate, 1, 1, 1, 1, server);

    private static Report Report(params Row[] rows) => new()
    {
        MeasuredAt = DateTimeOffset.UnixEpoch,
        Minutes = 1,
        IsQuick = false,
        Seconds = 1,
        Rounds = 1,
        HasBaseline = true,
        Environment = new Dictionary<string, string>(),
        Contestants = new Dictionary<string, string>(),
        Skipped = [],
        Rows = rows,
        Syncs = [],
        Growth = [],
        Figures = new Dictionary<string, double>(),
    };
}
