using System.CommandLine;
using GdnStreams.Engine;
using GdnStreams.Server.Backends.Embedded;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Operations;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Commands;

/// <summary><c>gdn-server seed FILE</c>: makes what the file names and does not exist.</summary>
internal static class SeedCommand
{
    public static Command Make(Settings settings)
    {
        var data = DataOption.Make(settings);
        var file = new Argument<string>("file") { Description = "JSON: { \"users\": [...], \"keys\": [...], \"fabrics\": [...], \"streams\": [...] }." };
        var command = new Command("seed", "Make users, keys, fabrics and streams of a file where they do not exist. Not while a server runs on the store.") { file, data };
        command.SetAction((result, cancellationToken) => Failures.ReportAsync(async () =>
        {
            var seed = await Seed.ReadAsync(result.GetValue(file)!, cancellationToken);
            var store = DataOption.OpenAlone(result.GetValue(data));
            await using var engine = new StreamEngine(store.Messages, new EngineOptions(), TimeProvider.System);
            using var fabrics = await FabricDirectory.OpenAsync(store.Documents, cancellationToken);
            var streams = new FabricStreams(fabrics, new EngineStreams(engine, TimeProvider.System));
            var made = await seed.ApplyAsync(new Users(store.Documents), new ApiKeys(store.Documents), streams, cancellationToken);
            Console.WriteLine($"Made {made.Users} users, {made.Keys} keys, {made.Fabrics} fabrics, {made.Streams} streams.");
            return 0;
        }));
        return command;
    }
}
