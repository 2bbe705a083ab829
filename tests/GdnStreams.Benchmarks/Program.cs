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
    var rates = new List<(string Client, string Server, double Published, double Delivered)>();
    for (var round = 0; round <= rounds; round++)
    {
        foreach (var target in servers.Select(server => server.Target))
        {
            var topic = $"bench{round}";
            await Delivering.SubscribeAsync(target, topic, "s", stop.Token);
            var published = await Publishing.MeasureAsync(target, topic, messages, PayloadBytes, stop.Token);
            Note(round, "raw sockets", target.Name, (published, await Delivering.MeasureAsync(target, topic, "s", messages, stop.Token)));
            Note(round, "client library", target.Name, await ClientLibrary.MeasureAsync(target, $"library{round}", messages, PayloadBytes, stop.Token));
        }
    }

    Console.WriteLine();
    Console.WriteLine("| client, median | server         |    publish |    deliver |");
    Console.WriteLine("|----------------|----------------|------------|------------|");
    foreach (var client in rates.GroupBy(rate => rate.Client))
    {
        var medians = client.GroupBy(rate => rate.Server).Select(server => (server.Key, Published: Median(server.Select(r => r.Published)), Delivered: Median(server.Select(r => r.Delivered)))).ToArray();
        foreach (var (name, published, delivered) in medians)
        {
            Console.WriteLine($"| {client.Key,-14} | {name,-14} | {published,8:N0}/s | {delivered,8:N0}/s |");
        }

        if (medians is [var mine, var theirs])
        {
            Console.WriteLine($"| {client.Key,-14} | ratio          | {mine.Published / theirs.Published,9:0.0}x | {mine.Delivered / theirs.Delivered,9:0.0}x |");
        }
    }

    void Note(int round, string client, string server, (double Published, double Delivered) rate)
    {
        Console.WriteLine($"{(round == 0 ? "warm-up" : $"round {round}"),-8} {client,-14} {server,-14} publish {rate.Published,9:N0}/s   deliver {rate.Delivered,9:N0}/s");
        if (round > 0)
        {
            rates.Add((client, server, rate.Published, rate.Delivered));
        }
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
