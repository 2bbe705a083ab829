using System.Diagnostics;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>The suites in tests/Pester run in a real pwsh, wherever it and Pester are found.</summary>
public sealed class ThePesterSuites(ITestOutputHelper output)
{
    [Fact]
    public async Task Pass_in_pwsh()
    {
        var pwsh = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh")).FirstOrDefault(File.Exists);
        if (pwsh is null)
        {
            Assert.Skip("pwsh is not on the PATH: the Pester suites in tests/Pester did not run.");
        }

        var script = $$"""
            if (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0')) { exit 77 }
            Import-Module Pester -MinimumVersion 5.0
            $result = Invoke-Pester -Path '{{Engine.Root}}/tests/Pester' -Output Detailed -PassThru
            exit ($result.FailedCount + [int]($result.TotalCount -eq 0) + [int]($result.Result -ne 'Passed'))
            """;
        var start = new ProcessStartInfo(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script]) { RedirectStandardOutput = true };

        // The engine in this process has set it for itself.
        start.Environment.Remove("PSModulePath");
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.SkipWhen(process.ExitCode == 77, "Pester 5 is not installed: the suites in tests/Pester did not run.");
        output.WriteLine(text);
        Assert.True(process.ExitCode == 0, text);
    }
}
