using System.Diagnostics;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;
using GdnStreams.Benchmarks.Servers;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>How long it takes until a server is ready, and until a fresh pwsh has connected, sent and received its first message.</summary>
internal sealed class Beginnings(RunSettings settings, Folders folders, Action<string> say)
{
    private static readonly string[] InScript = [Figure.Connect, Figure.FirstSend, Figure.FirstReceive];

    public async Task<IReadOnlyDictionary<string, double>> RunAsync()
    {
        say("Starting the server, and first messages of a fresh pwsh");
        List<(string Name, double Milliseconds)> seen = [];
        for (var i = 0; i < (settings.Quick ? 1 : 5); i++)
        {
            seen.AddRange(await BeginAsync(settings.ServerProgram, settings.ModuleFile));
            if (settings is { BaselineServer: { } server, BaselineModule: { } module })
            {
                seen.AddRange((await BeginAsync(server, module)).Select(figure => (Figure.OfBaseline(figure.Name), figure.Milliseconds)));
            }
        }

        return seen.GroupBy(figure => figure.Name).ToDictionary(group => group.Key, group => Results.Median(group.Select(figure => figure.Milliseconds)));
    }

    private async Task<List<(string Name, double Milliseconds)>> BeginAsync(string program, string module)
    {
        await using var server = await new GdnServerProgram(program).StartAsync(folders.New(), []);
        List<(string Name, double Milliseconds)> seen = [(Figure.Ready, server.ReadyAfter.TotalMilliseconds)];
        await using (var session = await GdnSession.ConnectAsync(Sessions.Gdn(new Uri(server.Target))))
        {
            var stream = await session.Streams.CreateAsync(StreamName.Create("first", StreamScope.Global));
            await session.Subscriptions.CreateAsync(stream, "first");
        }

        var start = await Pwsh.ScriptAsync(settings.Root, "first.ps1", module, server.Target);
        start.RedirectStandardOutput = true;
        using var pwsh = Process.Start(start)!;
        var said = await pwsh.StandardOutput.ReadToEndAsync();
        await pwsh.WaitForExitAsync();
        seen.AddRange(InScript.Zip(Lines.Read<double[]>(said)));
        return seen;
    }
}
