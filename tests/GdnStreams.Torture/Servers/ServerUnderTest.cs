using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace GdnStreams.Torture.Servers;

/// <summary>The server's program in a process of its own, of which only sockets, exit code and output are known. It ends with this process.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    /// <summary>After so long without a sign of life it is taken for hung: no machine is as slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = [];
    private readonly Task _reading;
    private int _server;

    private ServerUnderTest(Process process)
    {
        _process = process;
        _reading = ReadLogAsync();
        Url = new Uri("http://127.0.0.1");
    }

    public Uri Url { get; private set; }

    /// <summary>What it wrote to its standard error so far.</summary>
    public IEnumerable<string> Log => _log;

    /// <summary>Lines that tell of a failure that nobody handled.</summary>
    public IEnumerable<string> Accidents => Log.Where(line => line.Contains("nhandled", StringComparison.Ordinal) || line.Contains("\"LogLevel\":\"Critical\"", StringComparison.Ordinal));

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it, for the development user.</summary>
    /// <param name="arguments">Behind <c>serve --dev</c>.</param>
    /// <param name="wrapper">A program and its arguments that run it, such as a tracer.</param>
    /// <param name="program">Another server than <see cref="Effort.Server"/>.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message is what it wrote.</exception>
    public static async Task<ServerUnderTest> StartAsync(IEnumerable<string> arguments, string[]? wrapper = null, string? program = null)
    {
        string[] command = [.. wrapper ?? [], "dotnet", program ?? Effort.Server, "serve", "--dev", "--exit-with-parent", .. arguments];
        var server = new ServerUnderTest(Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        try
        {
            var line = await server._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            if (line is null)
            {
                await server.EndedAsync();
                throw new InvalidOperationException($"The server did not start: {string.Join(Environment.NewLine, server.Log)}");
            }

            var ready = JsonNode.Parse(line)!;
            server.Url = new Uri((string)ready["url"]!);
            server._server = (int)ready["pid"]!;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no goodbye, no flush.</summary>
    public async Task KillAsync()
    {
        if (_server != 0 && _server != _process.Id && !_process.HasExited)
        {
            using var tracee = Process.GetProcessById(_server);
            tracee.Kill();
        }
        else if (!_process.HasExited)
        {
            _process.Kill();
        }

        await EndedAsync();
    }

    /// <summary>Closes its standard input, at which it stops by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        return await EndedAsync();
    }

    /// <summary>Bytes of memory, open files and threads, as its system counts them.</summary>
    public (long Memory, int Handles, int Threads) Resources()
    {
        using var server = Process.GetProcessById(_server);
        return (server.WorkingSet64, server.HandleCount, server.Threads.Count);
    }

    /// <summary>The most memory that it has taken so far, in bytes.</summary>
    public long PeakMemory()
    {
        using var server = Process.GetProcessById(_server);
        return server.PeakWorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Url} (process {_server})");

    private async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
        return _process.ExitCode;
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
        }
    }
}
