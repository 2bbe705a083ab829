using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GdnStreams.Conformance.Killing;

/// <summary>A gateway in a process of its own, which can be killed. It ends with this process.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _log;

    private GatewayProcess(Process process, Task<string> log, Uri url) => (_process, _log, Url) = (process, log, url);

    public Uri Url { get; }

    /// <summary>Starts one, for the development user. A port that it is to have again may be somebody else's for a moment.</summary>
    /// <param name="pulsar">Its Pulsar.</param>
    /// <param name="port">Where it listens; 0 picks a port.</param>
    /// <param name="more">Other arguments.</param>
    /// <param name="environment">Variables of its environment.</param>
    public static async Task<GatewayProcess> StartAsync(Uri pulsar, int port, IReadOnlyList<string>? more = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "gdn-server.dll"), "serve", "--dev", "--exit-with-parent",
            "--engine", "pulsar", "--pulsar-url", pulsar.ToString(), "--port", port.ToString(CultureInfo.InvariantCulture), .. more ?? [],
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var process = Process.Start(start)!;
            var log = process.StandardError.ReadToEndAsync();
            if (await process.StandardOutput.ReadLineAsync() is { } ready)
            {
                return new GatewayProcess(process, log, new Uri((string)JsonNode.Parse(ready)!["url"]!));
            }

            Assert.Contains("cannot listen on", await log, StringComparison.Ordinal);
            process.Dispose();
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _log;
    }

    /// <summary>Ends it as its parent's end does; its log.</summary>
    public async Task<string> StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        return await _log;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
