using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GdnStreams.Framework;

/// <summary>This project's tests once more, built for .NET Framework against the netstandard2.0 libraries: on Windows by itself, elsewhere on Mono.</summary>
public sealed partial class OnTheFramework(ITestOutputHelper output)
{
    [Fact(Timeout = 300_000)]
    public async Task The_same_tests_pass()
    {
        var program = Path.Combine(AppContext.BaseDirectory.Replace("net10.0", "net472", StringComparison.Ordinal), typeof(OnTheFramework).Assembly.GetName().Name + ".exe");
        Assert.True(File.Exists(program), program + " is missing: build the project without --framework.");
        string[] command = [program, "-noColor", "-noLogo"];
        if (!OperatingSystem.IsWindows())
        {
            var mono = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(directory => Path.Combine(directory, "mono")).FirstOrDefault(File.Exists);
            if (mono is null)
            {
                Assert.Skip("mono is not on the PATH: the .NET Framework build of these tests did not run.");
            }

            command = [mono, .. command];
        }

        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        output.WriteLine(text);
        Assert.True(process.ExitCode == 0, text);
        Assert.True(Total().Match(text) is { Success: true, Groups: var groups } && groups[1].Value != "0", "No test ran. " + text);
    }

    [GeneratedRegex(@"Total: (\d+), Errors: 0, Failed: 0,")]
    private static partial Regex Total();
}
