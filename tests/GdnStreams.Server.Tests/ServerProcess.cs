using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests;

/// <summary>The real server program in a process of its own, which a test may kill.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private readonly ConcurrentQueue<string> _log;

    private ServerProcess(Process process, ConcurrentQueue<string> log, Uri url) => (_process, _log, Url) = (process, log, url);

    public Uri Url { get; }

    /// <summary>Starts it. A port that it is to have again may be somebody else's for a moment.</summary>
    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var complaints = new ConcurrentQueue<string>();
            if (await TryStartAsync(arguments, complaints, limit.Token) is { } started)
            {
                return started;
            }

            Assert.Contains(complaints, line => line.Contains("cannot listen on", StringComparison.Ordinal));
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Null where it ended at once; the complaints say why.</summary>
    private static async Task<ServerProcess?> TryStartAsync(string[] arguments, ConcurrentQueue<string> complaints, CancellationToken limit)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "gdn-server.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) =>
        {
            System.Console.Error.WriteLine(line.Data);
            complaints.Enqueue(line.Data ?? "");
        };
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync(limit);
        if (line is null)
        {
            await process.WaitForExitAsync(limit); // Then everything was read.
            process.Dispose();
            return null;
        }

        using var ready = JsonDocument.Parse(line);
        return new ServerProcess(process, complaints, new Uri(ready.RootElement.GetProperty("url").GetString()!));
    }

    /// <summary>SIGKILL: no goodbye, no flush.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Closes its standard input and waits for its end.</summary>
    public async Task<int> CloseInputAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Sends a signal, such as INT, as a terminal sends it at Ctrl+C.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>When it logged an event, by its own clock. Of one that has ended everything is there.</summary>
    public DateTimeOffset LoggedAt(int eventId) => (DateTimeOffset)_log
        .Where(line => line.StartsWith('{'))
        .Select(line => JsonNode.Parse(line)!)
        .Single(line => (string)line["Category"]! == "GdnStreams" && (int)line["EventId"]! == eventId)["Timestamp"]!;

    /// <summary>Bytes of memory that it occupies, by its metrics.</summary>
    public async Task<long> MemoryAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var line = metrics.Split('\n').Single(text => text.StartsWith("process_working_set_bytes ", StringComparison.Ordinal));
        return (long)double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
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
