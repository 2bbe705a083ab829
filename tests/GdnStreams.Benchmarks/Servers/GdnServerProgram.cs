using System.Diagnostics;
using System.Text.Json.Nodes;
using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Servers;

/// <summary>A build of this repository's server, durable and untuned but for limits that a benchmark exceeds.</summary>
/// <param name="program">Its gdn-server.dll, or a program that needs no .NET.</param>
/// <param name="more">What it gets on its command line besides data directory and port.</param>
internal sealed class GdnServerProgram(string program, params string[] more) : IServerProgram
{
    private const string Development = "--dev";

    private string[] Command => program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];

    public string? Missing => File.Exists(program) ? null : $"There is no {program}.";

    public async Task<ServerProcess> StartAsync(string folder, string[] wrapper)
    {
        var development = await KnowsAsync(Development) ? new[] { Development } : [];
        return await ServerProcess.StartAsync(folder, [.. Command, "serve", "--data", Path.Combine(folder, "data"), "--port", "0", .. development, .. more], wrapper, Addresses);
    }

    private static (string Target, string? Https, string? Certificate) Addresses(string line)
    {
        var ready = JsonNode.Parse(line)!;
        return ((string)ready["url"]!, (string?)ready["httpsUrl"], (string?)ready["certificate"]);
    }

    /// <summary>Early builds had the development user without being asked for it.</summary>
    private async Task<bool> KnowsAsync(string option)
    {
        using var help = Process.Start(new ProcessStartInfo(Command[0], [.. Command[1..], "serve", "--help"]) { RedirectStandardOutput = true })!;
        return (await help.StandardOutput.ReadToEndAsync()).Contains(option + " ", StringComparison.Ordinal);
    }
}
