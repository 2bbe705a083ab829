using System.Diagnostics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Benchmarks.Processes;

/// <summary>The pwsh that .config/dotnet-tools.json pins.</summary>
internal static class Pwsh
{
    /// <summary>A script of the folder Cmdlets, which takes a module, a server and its API key.</summary>
    public static async Task<ProcessStartInfo> ScriptAsync(string root, string script, string module, string server, params string[] more)
    {
        using var restore = Process.Start(new ProcessStartInfo("dotnet", ["tool", "restore"]) { WorkingDirectory = root, RedirectStandardOutput = true })!;
        await restore.StandardOutput.ReadToEndAsync();
        return new ProcessStartInfo("dotnet", ["pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "Cmdlets", script), module, server, Development.ApiKey, .. more])
        {
            WorkingDirectory = root,
        };
    }
}
