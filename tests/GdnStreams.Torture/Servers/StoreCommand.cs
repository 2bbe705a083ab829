using System.Diagnostics;

namespace GdnStreams.Torture.Servers;

/// <summary><c>gdn-server check</c> and others that run to their end.</summary>
internal static class StoreCommand
{
    /// <summary>What <c>gdn-server check</c> finds in a data directory; empty where the store is sound.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(string directory)
    {
        var (code, text) = await RunAsync("check", "--data", directory);
        return code == 0 ? [] : [$"check: exit code {code}: {text}"];
    }

    /// <summary>Runs a command of the server's program.</summary>
    /// <returns>Its exit code and all that it wrote.</returns>
    public static async Task<(int Code, string Text)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Effort.Server, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(ServerUnderTest.Patience);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
