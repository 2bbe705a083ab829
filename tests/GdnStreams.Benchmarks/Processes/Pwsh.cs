using System.Diagnostics;

namespace GdnStreams.Benchmarks.Processes;

/// <summary>The pwsh that .config/dotnet-tools.json pins.</summary>
internal static class Pwsh
{
    /// <summary>A script of the folder Cmdlets with its arguments.</summary>
    public static async Task<ProcessStartInfo> ScriptAsync(string root, string script, params string[] arguments)
    {
        using var restore = Process.Start(new ProcessStartInfo("dotnet", ["tool", "restore"]) { WorkingDirectory = root, RedirectStandardOutput = true })!;
        await restore.StandardOutput.ReadToEndAsync();
        return new ProcessStartInfo("dotnet", ["pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "Cmdlets", script), .. arguments])
        {
            WorkingDirectory = root,
        };
    }
}
