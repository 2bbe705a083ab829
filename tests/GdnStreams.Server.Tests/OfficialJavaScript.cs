using System.Diagnostics;

namespace GdnStreams.Server.Tests;

/// <summary>jsC8 from npm, unmodified. It takes only HTTPS, and a host with <c>api-</c> before it.</summary>
public sealed class OfficialJavaScript(ITestOutputHelper output)
{
    [Fact]
    public async Task Runs_the_quickstart()
    {
        var directory = Directory.CreateTempSubdirectory("jsc8");
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "JsC8")))
            {
                File.Copy(file, Path.Combine(directory.FullName, Path.GetFileName(file)));
            }

            await RunAsync(directory.FullName, null, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            var options = new ServerOptions { DataDirectory = Path.Combine(directory.FullName, "data"), HttpsPort = 0 };
            await using var server = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
            var printed = await RunAsync(directory.FullName, server.Addresses.CertificateFile, "node", "-r", "./resolve-api-localhost.js", "quickstart.js", server.Addresses.HttpsUrl!);
            Assert.Contains("received [ 'Hello World', 'over HTTP' ]", printed, StringComparison.Ordinal);
            Assert.Contains("backlog 0", printed, StringComparison.Ordinal);
            Assert.EndsWith("done", printed.TrimEnd(), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<string> RunAsync(string directory, string? trusted, string program, params string[] arguments)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program == "npm" ? "npm.cmd" : program + ".exe" : program)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            Assert.Skip($"{program} is not on the PATH: jsC8 was not run.");
        }

        var start = new ProcessStartInfo(path, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        if (trusted is not null)
        {
            start.Environment["NODE_EXTRA_CA_CERTS"] = trusted;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(printed + await errors);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {printed}{await errors}");
        return printed;
    }
}
