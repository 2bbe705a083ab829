using System.Globalization;
using GdnStreams.Benchmarks;

// dotnet run -c Release --project tests/GdnStreams.Benchmarks -- [messages] [rounds] [path of a Pulsar start script]
// Both servers run side by side, durable and untuned, and take turns with the same client; the median of the rounds counts.
var messages = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
var script = args.Length > 2 ? args[2] : Environment.GetEnvironmentVariable("GDN_PULSAR") ?? "../shared/pulsar/start";
const int PayloadBytes = 200;
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(15));

var servers = new List<StartedServer> { await StartedServer.OursAsync() };
try
{
    if (File.Exists(script))
    {
        servers.Add(await StartedServer.PulsarAsync(Path.GetFullPath(script)));
    }
    else
    {
        Console.WriteLine($"There is no {script} (set GDN_PULSAR): nothing to compare with.");
    }

    Console.WriteLine($"{messages:N0} messages of {PayloadBytes} bytes, one producer with 500 unacknowledged, one consumer; the first round does not count");
    var results = servers.ToDictionary(server => server.Target, _ => new List<(double Published, double Delivered)>());
    for (var round = 0; round <= rounds; round++)
    {
        foreach (var (target, rates) in results)
        {
            var topic = $"bench{round}";
            await Delivering.SubscribeAsync(target, topic, "s", stop.Token);
            var published = await Publishing.MeasureAsync(target, topic, messages, PayloadBytes, stop.Token);
            var delivered = await Delivering.MeasureAsync(target, topic, "s", messages, stop.Token);
            Console.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}"),-8} {target.Name,-14} publish {published,9:N0}/s   deliver {delivered,9:N0}/s");
            if (round > 0)
            {
                rates.Add((published, delivered));
            }
        }
    }

    Console.WriteLine();
    Console.WriteLine("| median         |    publish |    deliver |");
    Console.WriteLine("|----------------|------------|------------|");
    var medians = results.Select(result => (result.Key.Name, Published: Median(result.Value.Select(r => r.Published)), Delivered: Median(result.Value.Select(r => r.Delivered)))).ToArray();
    foreach (var (name, published, delivered) in medians)
    {
        Console.WriteLine($"| {name,-14} | {published,8:N0}/s | {delivered,8:N0}/s |");
    }

    if (medians is [var mine, var theirs])
    {
        Console.WriteLine($"| ratio          | {mine.Published / theirs.Published,9:0.0}x | {mine.Delivered / theirs.Delivered,9:0.0}x |");
    }
}
finally
{
    foreach (var server in servers)
    {
        await server.DisposeAsync();
    }
}

static double Median(IEnumerable<double> rates) => rates.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
