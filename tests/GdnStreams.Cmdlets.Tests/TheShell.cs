using System.Diagnostics;

namespace GdnStreams.Cmdlets.Tests;

public sealed class TheShell
{
    [Fact]
    public async Task The_quickstart_runs_to_its_end()
    {
        var (code, output, errors) = await RunAsync(Path.Combine(Engine.Root, "docs/examples/quickstart.ps1"));
        Assert.Equal("", errors);
        Assert.Equal(0, code);
        Assert.Contains("Hello World", output, StringComparison.Ordinal);
        Assert.Contains("""{"sensor":"roof","celsius":21.5}""", output, StringComparison.Ordinal);
        Assert.Contains("Streams left: 0", output, StringComparison.Ordinal);
        Assert.EndsWith("--- Done", output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task The_exit_code_is_the_scripts()
    {
        Assert.Equal(3, (await RunAsync("-Command", "exit 3")).Code);
        Assert.Equal(0, (await RunAsync("-Command", "'fine'")).Code);
        Assert.Equal(64, (await RunAsync()).Code);
        Assert.Equal(64, (await RunAsync("nowhere.ps1")).Code);
    }

    [Fact]
    public async Task An_uncaught_error_is_shown_and_ends_with_1()
    {
        var (code, _, errors) = await RunAsync("-Command", "throw 'broken pipe of mine'");
        Assert.Equal(1, code);
        Assert.Contains("broken pipe of mine", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_shows_what_to_do()
    {
        var (_, _, errors) = await RunAsync("-Command", $"Import-Module '{Engine.Root}/GdnStreams.psd1'; Get-GdnStream");
        Assert.Contains("There is no session", errors, StringComparison.Ordinal);
        Assert.Contains("Run Connect-Gdn", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_gets_its_arguments()
    {
        var script = Path.Combine(Directory.CreateTempSubdirectory("gdn").FullName, "it's.ps1");
        await File.WriteAllTextAsync(script, "param($Name, [int]$Count) \"$Name/$($Count + 1)\"");
        Assert.Equal("it's me/42", (await RunAsync(script, "-Count", "41", "-Name", "it's me")).Output.Trim());
        Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_pipeline_and_finally_blocks_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that one process can send to one other.");
        var mark = Path.Combine(Directory.CreateTempSubdirectory("gdn").FullName, "mark");
        using var process = Start("-Command", $"try {{ 'started'; while ($true) {{ }} }} finally {{ [IO.File]::WriteAllText('{mark}', 'cleaned up') }}");
        Assert.Equal("started", await process.StandardOutput.ReadLineAsync());
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("cleaned up", await File.ReadAllTextAsync(mark));
        Directory.Delete(Path.GetDirectoryName(mark)!, recursive: true);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(params string[] arguments)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var shell = Path.Combine(Engine.Root, "src/GdnStreams.Shell/bin", configuration, "net10.0/gdn-shell.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [shell, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
