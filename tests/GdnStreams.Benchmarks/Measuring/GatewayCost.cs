using System.Globalization;
using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Servers;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>What a gateway costs beside the Pulsar behind it, by the same client in turns of one run, with the embedded server for comparison; then the memory of both, and how long gateways take to start.</summary>
internal sealed class GatewayCost(RunSettings settings, Folders folders, Action<string> say)
{
    private const double DeliveriesOfSecond = 1000;
    private static readonly string[] Ids = [Field.Library, Field.Pulsar, Field.Gateway];
    private readonly Dictionary<string, Dictionary<string, List<double>>> _measured = [];

    /// <summary>The tables, as lines of Markdown.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(bool memoryOnly)
    {
        var contestants = Field.All(settings with { Only = memoryOnly ? [Field.Pulsar, Field.Gateway] : Ids }, baselineClient: null);
        if (contestants.Select(contestant => contestant.Missing).FirstOrDefault(missing => missing is not null) is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        Dictionary<string, ServerProcess> servers = [];
        List<Entrant> entrants = [];
        try
        {
            foreach (var contestant in contestants)
            {
                say($"Starting: {contestant.Title}");
                var server = servers[contestant.Id] = await contestant.Server!.StartAsync(folders.New(), []);
                entrants.Add(new Entrant(contestant, new ClientProcess(await contestant.ClientAsync(server, folders.New())), server));
            }

            if (memoryOnly)
            {
                return await new GatewayMemory(settings, say).RunAsync(servers[Field.Pulsar], servers[Field.Gateway]);
            }

            // The first round is for the compilers on both sides.
            for (var round = 0; round <= settings.Rounds; round++)
            {
                say($"Round {round} of {settings.Rounds}");
                foreach (var entrant in entrants.Skip(round % entrants.Count).Concat(entrants.Take(round % entrants.Count)))
                {
                    await TakeTurnAsync(entrant, isCounted: round > 0);
                }
            }

            var memory = await new GatewayMemory(settings, say).RunAsync(servers[Field.Pulsar], servers[Field.Gateway]);
            return [.. Table(), "", .. memory, "", .. await new GatewayStart(settings, folders, say).RunAsync(servers[Field.Pulsar])];
        }
        finally
        {
            foreach (var entrant in entrants)
            {
                await entrant.DisposeAsync();
            }

            foreach (var server in servers.Values.Reverse())
            {
                await server.DisposeAsync();
            }
        }
    }

    private async Task TakeTurnAsync(Entrant entrant, bool isCounted)
    {
        var (publish, receive) = await entrant.TakeTurnAsync(Cell.Usual, settings.Seconds);
        var (one, _) = await entrant.TakeTurnAsync(Cell.OneAtATime, settings.Seconds);
        await entrant.OpenAsync(Cell.Usual);
        var deliver = await entrant.MeasureAsync("deliver", settings.Seconds, rate: DeliveriesOfSecond);
        await entrant.CloseAsync();
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {entrant.Contestant.Title,-48} publish {publish.Measured.Rate,9:N0}/s, receive {receive.Measured.Rate,9:N0}/s, one in flight {one.Measured.P50,6:N0} us, end to end {deliver.Measured.P50,6:N0} us"));
        if (isCounted)
        {
            Add("publish, messages a second", publish.Measured.Rate);
            Add("publish, processor time of the server a message, µs", publish.ServerMicroseconds!.Value);
            Add("receive, messages a second", receive.Measured.Rate);
            Add("receive, processor time of the server a message, µs", receive.ServerMicroseconds!.Value);
            Add("one in flight, p50 of the answer, ms", one.Measured.P50 / 1000);
            Add("one in flight, p99, ms", one.Measured.P99 / 1000);
            Add("from publishing to receiving at 1,000 a second, p50, ms", deliver.Measured.P50 / 1000);
            Add("from publishing to receiving at 1,000 a second, p99, ms", deliver.Measured.P99 / 1000);
        }

        void Add(string what, double value)
        {
            var byContestant = _measured.TryGetValue(what, out var found) ? found : _measured[what] = Ids.ToDictionary(id => id, _ => new List<double>());
            byContestant[entrant.Contestant.Id].Add(value);
        }
    }

    private IEnumerable<string> Table() =>
    [
        "| | the embedded server | Pulsar's own WebSocket service | gateway before it | gateway to Pulsar |",
        "|---|---|---|---|---|",
        .. _measured.Select(row =>
        {
            var (embedded, pulsar, gateway) = (Results.Median(row.Value[Field.Library]), Results.Median(row.Value[Field.Pulsar]), Results.Median(row.Value[Field.Gateway]));

            // In turns: what the machine did to a round, it did to both.
            var ratios = row.Value[Field.Gateway].Zip(row.Value[Field.Pulsar], (through, direct) => through / direct);
            var differences = row.Value[Field.Gateway].Zip(row.Value[Field.Pulsar], (through, direct) => through - direct);
            var between = row.Key.EndsWith("ms", StringComparison.Ordinal) ? Text($"{Results.Median(differences):+0.00;-0.00} ms") : Text($"{Results.Median(ratios):0.00}");
            return $"| {row.Key} | {Number(embedded)} | {Number(pulsar)} | {Number(gateway)} | {between} |";
        }),
    ];

    private static string Number(double value) => value >= 100 ? Text($"{value:N0}") : Text($"{value:0.00}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
