using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using GdnStreams.Benchmarks;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Measuring;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;
using GdnStreams.Benchmarks.Servers;

// dotnet run -c Release --project tests/GdnStreams.Benchmarks [-- --help]
var root = FindRoot();
var seconds = new Option<double?>("--seconds") { Description = "How long a contestant publishes, and at most receives, in each cell of a round. Default 0.7." };
var rounds = new Option<int?>("--rounds") { Description = "How many rounds, whose medians count. Default 3." };
var quick = new Option<bool>("--quick") { Description = "A look whether all works, of two minutes: two cells, one round, growth to a hundredth." };
var streams = new Option<int?>("--streams") { Description = "How many streams are made, with one message each. Default 100000." };
var contestantsOnly = new Option<bool>("--contestants-only") { Description = "No fsyncs, no growth, no beginnings." };
var only = new Option<string[]>("--only") { Description = "Ids of the contestants to run, such as library redis.", AllowMultipleArgumentsPerToken = true };
var baseline = new Option<string?>("--baseline") { Description = "A checkout of an earlier commit, built in Release, to compare with." };
var server = new Option<string?>("--server") { Description = "The gdn-server.dll, or program, to measure. Default: this build's." };
var module = new Option<string?>("--module") { Description = "The GdnStreams.psd1 to measure. Default: the repository's." };
var output = new Option<string>("--output") { Description = "Folder for benchmarks.md, benchmarks.json and pictures. Default: docs.", DefaultValueFactory = _ => Path.Combine(root, "docs") };
var command = new RootCommand("Measures the client library and the server beside their peers, and writes docs/benchmarks.md.") { seconds, rounds, quick, contestantsOnly, streams, only, baseline, server, module, output };
command.SetAction(async (parsed, _) =>
{
    var isQuick = parsed.GetValue(quick);
    var settings = new RunSettings
    {
        Root = root,
        Seconds = parsed.GetValue(seconds) ?? (isQuick ? 0.3 : 0.7),
        Rounds = parsed.GetValue(rounds) ?? (isQuick ? 1 : 3),
        Quick = isQuick,
        ContestantsOnly = parsed.GetValue(contestantsOnly),
        Streams = parsed.GetValue(streams) ?? (isQuick ? 1000 : 100_000),
        Only = parsed.GetValue(only) ?? [],
        Baseline = FullPath(parsed.GetValue(baseline)),
        Server = FullPath(parsed.GetValue(server)),
        Module = FullPath(parsed.GetValue(module)),
        Output = Path.GetFullPath(parsed.GetValue(output)!),
    };
    var clock = Stopwatch.StartNew();
    await Benchmark.WriteAsync(await new Benchmark(settings, TimeProvider.System, line => Console.WriteLine($@"{clock.Elapsed:mm\:ss} {line}")).RunAsync(), settings.Output);
    Console.WriteLine($"Written: {Path.Combine(settings.Output, "benchmarks.md")}");
});

var kind = new Argument<string>("kind");
var target = new Argument<string>("target");
var client = new Command("client", "What a client's process runs: commands on standard input, answers on standard output.") { kind, target };
client.SetAction((parsed, _) => ClientLoop.RunAsync(ClientLoop.Make(parsed.GetValue(kind)!, parsed.GetValue(target)!), Console.In, Console.Out));
var nullServer = new Command("null-server", "What the null server's process runs.");
nullServer.SetAction((_, _) => NullServer.RunAsync());
var render = new Command("render", "Makes page and pictures again of docs/benchmarks.json.") { output };
render.SetAction(async (parsed, cancellation) =>
{
    var folder = Path.GetFullPath(parsed.GetValue(output)!);
    await Benchmark.WriteAsync(JsonSerializer.Deserialize<Report>(await File.ReadAllTextAsync(Path.Combine(folder, "benchmarks.json"), cancellation), Benchmark.Json)!, folder);
});
var memoryOnly = new Option<bool>("--memory-only") { Description = "The memory alone." };
var gateway = new Command("gateway", "Measures a gateway beside the Pulsar behind it, their memory, and the embedded server, and prints the tables of docs/scale-out.md.") { seconds, rounds, quick, memoryOnly };
gateway.SetAction(async (parsed, _) =>
{
    var isQuick = parsed.GetValue(quick);
    var settings = new RunSettings { Root = root, Seconds = parsed.GetValue(seconds) ?? (isQuick ? 0.3 : 1.5), Rounds = parsed.GetValue(rounds) ?? (isQuick ? 1 : 9), Quick = isQuick, Output = root };
    var clock = Stopwatch.StartNew();
    using var folders = new Folders();
    foreach (var line in await new GatewayCost(settings, folders, line => Console.WriteLine($@"{clock.Elapsed:mm\:ss} {line}")).RunAsync(parsed.GetValue(memoryOnly)))
    {
        Console.WriteLine(line);
    }
});
command.Add(client);
command.Add(gateway);
command.Add(nullServer);
command.Add(render);
return await command.Parse(args).InvokeAsync();

static string? FullPath(string? path) => path is null ? null : Path.GetFullPath(path);

static string FindRoot()
{
    var directory = new DirectoryInfo(AppContext.BaseDirectory);
    while (!File.Exists(Path.Combine(directory!.FullName, "GdnStreams.slnx")))
    {
        directory = directory.Parent;
    }

    return directory.FullName;
}
