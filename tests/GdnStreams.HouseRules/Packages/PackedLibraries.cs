using System.Diagnostics;

namespace GdnStreams.HouseRules.Packages;

/// <summary>The packages of the libraries, packed from what was built with these tests.</summary>
public sealed class PackedLibraries : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gdn-packages-");

    /// <summary>Where they lie, and nothing else.</summary>
    public string Folder => _folder.FullName;

    public async ValueTask InitializeAsync()
    {
        foreach (var library in new[] { "GdnStreams.Protocol", "GdnStreams.Client" })
        {
            await DotnetAsync(Repository.Root, "pack", Path.Combine("src", library), "-c", Repository.Configuration, "--no-build", "-o", Folder);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }

    /// <summary>Runs dotnet to its end and gives back what it printed.</summary>
    public static async Task<string> DotnetAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // No node or compiler of its own stays behind when a test is over.
        (start.Environment["MSBUILDDISABLENODEREUSE"], start.Environment["UseSharedCompilation"]) = ("1", "false");
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        using var kill = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} failed or took more than {Limit}: {text}");
        return text;
    }
}
