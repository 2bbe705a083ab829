using System.Globalization;
using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Measuring;

namespace GdnStreams.Benchmarks.Reports;

/// <summary>The goals of the engine, each a ratio within one run, and whether they are met.</summary>
internal sealed class Goals(Report report)
{
    private const string Missing = "not measured in this run";

    public IReadOnlyList<Goal> All() =>
    [
        Times("Publish", "Pulsar's WebSocket", 5, Operation.Publish, Field.Pulsar),
        Times("Publish", "Redis Streams", 1, Operation.Publish, Field.Redis),
        Times("Publish", "the naive loop without a disk", 1.5, Operation.Publish, Field.Naive),
        Share("Publish: processor time of the server", Server(Field.Library, Operation.Publish), Server(Field.Baseline, Operation.Publish), 2),
        Share("Publish: processor time of the client library", Client(Field.Library, Operation.Publish), Client(Field.BaselineClient, Operation.Publish), 2),
        Share("Publish: processor time of PowerShell", Client(Field.Cmdlets, Operation.Publish), Client(Field.BaselineCmdlets, Operation.Publish), 2),
        CmdletAdds("Publish: what the cmdlet adds to the client library", Field.Cmdlets),
        CmdletAdds("Publish: the same with an array to -InputObject", Field.Array),
        Times("Receive and acknowledge", "Pulsar's WebSocket", 20, Operation.Receive, Field.Pulsar),
        Share("Receive: processor time of the server", Server(Field.Library, Operation.Receive), Server(Field.Baseline, Operation.Receive), 2),
        Share("Receive: processor time of the client library", Client(Field.Library, Operation.Receive), Client(Field.BaselineClient, Operation.Receive), 2),
        Share("Receive: processor time of PowerShell", Client(Field.Cmdlets, Operation.Receive), Client(Field.BaselineCmdlets, Operation.Receive), 2),
        FirstMessages(),
        Import(),
        .. new[] { Figure.Ready, Figure.Connect, Figure.FirstSend, Figure.FirstReceive }.SelectMany(Beginning),
        Creation("requests for 1,000 each", Figure.CreateMany),
        Creation("single requests pipelined on one connection", Figure.CreatePipelined),
        OneInFlight(),
        OneInFlightBesideRedis(),
        IdleSubscriptions(),
        ManyStreams(),
        ReadyWithStreams(Streams, Figure.ManyStreamsReady),
        MostStreams(),
        ReadyWithStreams(10 * Streams, Figure.MostStreamsReady),
    ];

    private double Of(string contestant, Cell cell, Operation operation, Func<Row, double> value) =>
        report.Rows.FirstOrDefault(row => row.Contestant == contestant && row.Cell == cell && row.Operation == operation) is { } row ? value(row) : double.NaN;

    private double Client(string contestant, Operation operation) => Of(contestant, Cell.Usual, operation, row => row.ClientMicroseconds);

    private double Server(string contestant, Operation operation) => Of(contestant, Cell.Usual, operation, row => row.ServerMicroseconds);

    private double Value(string name) => report.Figures.GetValueOrDefault(name, double.NaN);

    private Goal Times(string what, string peer, double bound, Operation operation, string contestant)
    {
        var ratio = Of(Field.Library, Cell.Usual, operation, row => row.Rate) / Of(contestant, Cell.Usual, operation, row => row.Rate);
        return Judge(what, Text($"≥ {bound}x {peer}"), ratio, Text($"{ratio:0.00}x"), ratio >= bound);
    }

    private static Goal Share(string what, double ours, double theirs, double bound) => Judge(
        what, "≤ half of the baseline's", ours / theirs, Text($"{ours:0.0} us of {theirs:0.0} us, {ours / theirs:0.00}x"), ours * bound <= theirs);

    private Goal CmdletAdds(string what, string contestant)
    {
        var added = Client(contestant, Operation.Publish) - Client(Field.Library, Operation.Publish);
        return Judge(what, "≤ 3 us", added, Text($"{added:0.0} us"), added <= 3);
    }

    private Goal FirstMessages()
    {
        var rate = Value(Figure.FirstRate) / Value(Figure.WarmRate);
        var (server, client) = (Value(Figure.WarmServer) / Value(Figure.FirstServer), Value(Figure.WarmClient) / Value(Figure.FirstClient));
        var least = Math.Min(rate, Math.Min(server, client));
        return Judge(
            Text($"First {report.Figures.GetValueOrDefault(Figure.FirstCount, 200_000):N0} messages of fresh processes"), "≥ half of the warm rate, on either side", least,
            Text($"{rate:0.00}x; by processor time the server {server:0.00}x, the client {client:0.00}x"), least >= 0.5);
    }

    private Goal Import()
    {
        var (ours, empty) = (Value(Figure.Import), Value(Figure.ImportEmpty));
        return Judge("Import-Module in a fresh pwsh", "≤ 1.5x an empty binary module's", ours / empty, Text($"{ours:0} ms of {empty:0} ms, {ours / empty:0.00}x"), ours <= 1.5 * empty);
    }

    private Goal[] Beginning(string figure)
    {
        var (ours, theirs) = (Value(figure), Value(Figure.OfBaseline(figure)));
        var what = figure.Replace(", ms", "", StringComparison.Ordinal);
        return
        [
            Judge(what, "≤ half of the baseline's", ours / theirs, Text($"{ours:0} ms of {theirs:0} ms, {ours / theirs:0.00}x"), ours * 2 <= theirs),
            Judge(what + ": the next mark", "≤ a third of the baseline's", ours / theirs, Text($"{ours / theirs:0.00}x"), ours * 3 <= theirs),
        ];
    }

    private Goal Creation(string how, string figure)
    {
        var ratio = Value(figure) / Value(Figure.CreateAtOnce);
        return Judge(
            "Create streams by " + how, "≥ 5x the 64 connections", ratio,
            Text($"{Value(figure):N0}/s, {ratio:0.00}x of {Value(Figure.CreateAtOnce):N0}/s; one after another {Value(Figure.CreateInTurn):N0}/s"), ratio >= 5);
    }

    private Goal OneInFlight()
    {
        var ours = Of(Field.Library, Cell.OneAtATime, Operation.Publish, row => row.P50);
        var (commit, trip) = (Of(Field.Sqlite, Cell.OneAtATime, Operation.Publish, row => row.P50), Of(Field.Naive, Cell.OneAtATime, Operation.Publish, row => row.P50));
        return Judge(
            "One publish in flight, p50", "≤ 1.15x (one SQLite commit + the naive loop's round trip)", ours / (commit + trip),
            Text($"{ours:0} us, {ours / (commit + trip):0.00}x ({commit:0} + {trip:0} us)"), ours <= 1.15 * (commit + trip));
    }

    private Goal OneInFlightBesideRedis()
    {
        var ratio = Of(Field.Library, Cell.OneAtATime, Operation.Publish, row => row.P50) / Of(Field.Redis, Cell.OneAtATime, Operation.Publish, row => row.P50);
        return Judge("One publish in flight, p50: the next mark", "≤ Redis'", ratio, Text($"{ratio:0.00}x"), ratio <= 1);
    }

    private Goal IdleSubscriptions()
    {
        var costs = report.Growth.FirstOrDefault(series => series.Id == "subscriptions")?.Lines[0].Up ?? [];
        var ratio = costs.Count == 0 ? double.NaN : costs[^1] / costs[0];
        var most = costs.Count == 0 ? 1000 : Math.Pow(10, costs.Count - 1);
        var rate = Value(Figure.ManySubscriptions) / Value(Figure.OneSubscription);
        return Judge(
            Text($"{most:N0} idle subscriptions on the stream"), "≤ 1.1x the cost of one, at ≥ 0.9x its rate", double.IsNaN(rate) ? rate : ratio,
            costs.Count == 0 ? "" : Text($"{ratio:0.00}x ({costs[0]:0.0} us, then {costs[^1]:0.0}) at {rate:0.00}x"), ratio <= 1.1 && rate >= 0.9);
    }

    private double Streams => report.Figures.GetValueOrDefault(Figure.ManyStreams, 100_000);

    private Goal ManyStreams()
    {
        var memory = Value(Figure.ManyStreamsIdle);
        return Judge(
            Text($"{Streams:N0} streams with one message each, memory once idle"), "≤ 150 MiB", memory,
            Text($"{memory:0} MiB, of {Value(Figure.ManyStreamsFull):0} right after"), memory <= 150);
    }

    private Goal MostStreams()
    {
        var memory = Value(Figure.MostStreamsIdle);
        return Judge(Text($"{10 * Streams:N0} of them, memory once idle"), "≤ 300 MiB", memory, Text($"{memory:0} MiB"), memory <= 300);
    }

    private Goal ReadyWithStreams(double streams, string figure)
    {
        var ready = Value(figure);
        return Judge(Text($"Server ready on the data of {streams:N0} streams"), "≤ 5 s", ready, Text($"{ready / 1000:0.0} s"), ready <= 5000);
    }

    private static Goal Judge(string what, string aim, double figure, string measured, bool isMet) => double.IsNaN(figure) ? new(what, aim, Missing, null) : new(what, aim, measured, isMet);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
