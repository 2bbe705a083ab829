using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GdnStreams.Client;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Benchmarks;

/// <summary>A server in a process of its own, with its data on this disk; stopped and removed in the end.</summary>
internal sealed class StartedServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _data;

    private StartedServer(Process process, string data, Target target) => (_process, _data, Target) = (process, data, target);

    public Target Target { get; }

    /// <summary>This repository's durable server, untuned.</summary>
    public static async Task<StartedServer> OursAsync()
    {
        var data = NewFolder();
        var process = Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "gdn-server.dll"), "serve", "--dev", "--data", data, "--port", "0"]);
        using var ready = JsonDocument.Parse(await FirstLineAsync(process));
        var url = new Uri(ready.RootElement.GetProperty("url").GetString()!);
        return new StartedServer(process, data, new Target("GdnStreams", Sockets(url), "demo/c8global._system", "c8globals.", "apikey " + Development.ApiKey, new GdnSessionOptions { Url = url, Credential = GdnCredential.ApiKey(Development.ApiKey) }));
    }

    /// <summary>Apache Pulsar standalone by its start script, untuned.</summary>
    public static async Task<StartedServer> PulsarAsync(string script)
    {
        var data = NewFolder();
        var process = Start(script, ["--data", data]);
        var line = await FirstLineAsync(process);
        if (line.Split(' ') is not ["READY", var url, ..])
        {
            throw new InvalidOperationException("Pulsar did not start (it needs Java 17): " + line);
        }

        return new StartedServer(process, data, new Target("Pulsar 4.0.8", Sockets(new Uri(url)), "public/default", "", null, new GdnSessionOptions { Url = new Uri(url), Dialect = GdnDialect.Pulsar }));
    }

    public async ValueTask DisposeAsync()
    {
        using (var term = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await term.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static Uri Sockets(Uri url) => new($"ws://{url.Authority}/ws/v2");

    // Beside the program: what is called temporary is often no disk.
    private static string NewFolder() => Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "data-" + Guid.NewGuid().ToString("N"))).FullName;

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static async Task<string> FirstLineAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The server ended with exit code {process.ExitCode}.");
}
