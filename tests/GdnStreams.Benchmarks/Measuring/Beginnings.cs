using System.Diagnostics;
using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;
using GdnStreams.Benchmarks.Reports;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>How long it takes until a fresh pwsh has imported the module, started a server, connected, sent and received its first message, by the package that a gallery gets.</summary>
internal sealed class Beginnings(RunSettings settings, Folders folders, Action<string> say)
{
    private static readonly string[] InScript = [Figure.Ready, Figure.Connect, Figure.FirstSend, Figure.FirstReceive];

    public async Task<IReadOnlyDictionary<string, double>> RunAsync()
    {
        var package = settings.Module ?? await PackageAsync();
        say("Starting the server, and first messages of a fresh pwsh");
        var empty = Path.Combine(folders.New(), "Empty", "Empty.psd1");
        await ImportAsync(empty); // Makes it.
        List<(string Name, double Milliseconds)> seen = [];
        for (var i = 0; i < (settings.Quick ? 2 : 7); i++)
        {
            seen.Add((Figure.ImportEmpty, await ImportAsync(empty)));
            seen.Add((Figure.Import, await ImportAsync(package)));
            seen.AddRange(await BeginAsync(package));
            if (settings.BaselineModule is { } module)
            {
                seen.AddRange((await BeginAsync(module)).Select(figure => (Figure.OfBaseline(figure.Name), figure.Milliseconds)));
            }
        }

        return seen.GroupBy(figure => figure.Name).ToDictionary(group => group.Key, group => Results.Median(group.Select(figure => figure.Milliseconds)));
    }

    private async Task<IEnumerable<(string Name, double Milliseconds)>> BeginAsync(string module)
    {
        var said = await RunAsync(await Pwsh.ScriptAsync(settings.Root, "first.ps1", module, Path.Combine(folders.New(), "data")));
        return InScript.Zip(Lines.Read<double[]>(said));
    }

    private async Task<double> ImportAsync(string module) => Lines.Read<double>(await RunAsync(await Pwsh.ScriptAsync(settings.Root, "import.ps1", module)));

    /// <summary>Lays the package out anew: it is compiled ahead, which the build's own output is not.</summary>
    private async Task<string> PackageAsync()
    {
        say("Making the package");
        await RunAsync(new ProcessStartInfo("dotnet", ["build", "src/GdnStreams.Package/Module.proj", "-t:Stage", "-v", "quiet"]) { WorkingDirectory = settings.Root });
        return Path.Combine(settings.Root, "artifacts", "module", "GdnStreams", "GdnStreams.psd1");
    }

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{start.FileName} {string.Join(" ", start.ArgumentList)} ended with exit code {process.ExitCode}. {said}");
    }
}
