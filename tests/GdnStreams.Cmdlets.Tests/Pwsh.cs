using System.Diagnostics;
using System.Reflection;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>The pwsh that .config/dotnet-tools.json pins, fetched where it is not there yet.</summary>
internal static class Pwsh
{
    private static readonly Task<(int ExitCode, string Output, string Errors)> Restored = DotnetAsync("tool", "restore");

    /// <summary>Where restore has put the Pester module.</summary>
    public static string PesterFolder { get; } =
        typeof(Pwsh).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "PesterFolder").Value!;

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (code, output, errors) = await Restored;
        Assert.True(code == 0, output + errors);
        return await DotnetAsync(["pwsh", "-NoProfile", "-NonInteractive", .. arguments]);
    }

    public static async Task<(int ExitCode, string Output, string Errors)> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Engine.Root, RedirectStandardOutput = true, RedirectStandardError = true };

        // The engine in this process has set it for itself.
        start.Environment.Remove("PSModulePath");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
