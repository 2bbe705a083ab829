using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>The server without the module: <c>./build.ps1 -Task Binaries</c> for this platform, and <c>-Task Tool</c>.</summary>
[Collection(Packing.Name)]
public sealed class TheServerAlone : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gdn-alone-");

    [Fact]
    public async Task Is_one_file_that_needs_no_dotnet()
    {
        var platform = RuntimeInformation.RuntimeIdentifier;
        await Packing.MakeAsync("Binaries", "-p:BinaryPlatforms=" + platform);
        await RunsAsync(Path.Combine(Engine.Root, "artifacts/binaries", platform, "gdn-server"), dotnetRoot: _folder.FullName);
    }

    [Fact]
    public async Task Is_a_dotnet_tool()
    {
        await Packing.MakeAsync("Tool");
        var installed = await Pwsh.DotnetAsync("tool", "install", "gdn-server", "--tool-path", _folder.FullName, "--source", Path.Combine(Engine.Root, "artifacts"));
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Errors);
        await RunsAsync(Path.Combine(_folder.FullName, "gdn-server"), dotnetRoot: null);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RunsAsync(string program, string? dotnetRoot)
    {
        var start = new ProcessStartInfo(program, ["serve", "--data", Path.Combine(_folder.FullName, "data"), "--exit-with-parent"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (dotnetRoot is not null)
        {
            (start.Environment["DOTNET_ROOT"], start.Environment["PATH"]) = (dotnetRoot, dotnetRoot);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var ready = await process.StandardOutput.ReadLineAsync();
        if (ready is null)
        {
            Assert.Fail(await errors);
        }

        using var line = JsonDocument.Parse(ready);
        using var client = new HttpClient { BaseAddress = new Uri(line.RootElement.GetProperty("url").GetString()!) };
        Assert.True((await client.GetAsync(new Uri("/readyz", UriKind.Relative))).IsSuccessStatusCode);
        Assert.Contains("/streams/{topic}/stats", await client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)), StringComparison.Ordinal);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
