using System.Diagnostics;

namespace GdnStreams.Cmdlets.Tests;

/// <summary>The module for Windows PowerShell in a process of .NET Framework, on Mono where there is no Windows: it finds what it carries, for itself alone, until it is removed.</summary>
public sealed class InWindowsPowerShell
{
    [Fact(Timeout = 120_000)]
    public async Task The_module_finds_its_own_assemblies_while_it_is_imported()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "GdnStreams.psd1")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var profiles = Path.GetTempFileName();
        await File.WriteAllTextAsync(profiles, """{ "shop": { "url": "https://example.com" } }""");
        var program = Path.Combine(AppContext.BaseDirectory.Replace("GdnStreams.Cmdlets.Tests", "GdnStreams.Cmdlets.Framework", StringComparison.Ordinal).Replace("net10.0", "net472", StringComparison.Ordinal), "GdnStreams.Cmdlets.Framework.exe");
        string[] command = OperatingSystem.IsWindows() ? [program] : ["mono", program];
        using var process = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], Path.Combine(root, "bin", "netstandard2.0"), profiles]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("", await errors);
        File.Delete(profiles);
        Assert.Equal(["listens before: 0", "listens: 1", lines[2], "profiles: shop", "an older one: System.Runtime.CompilerServices.Unsafe", "for another: none", "not there: none", "listens after: 0"], lines);
        Assert.InRange(int.Parse(lines[2].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), 60, 200);
    }
}
