using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GdnStreams.Benchmarks.Processes;

/// <summary>A server in processes of its own. It is stopped in the end; its data stay.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;
    private readonly Task _draining;

    private ServerProcess(Process process, string target, bool isWrapped) => (_process, Target, IsWrapped, _draining) = (process, target, isWrapped, DrainAsync(process));

    /// <summary>Its address, as its clients take it.</summary>
    public string Target { get; }

    /// <summary>The certificate of its HTTPS, where it has one.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its address over HTTPS, where it has one.</summary>
    public string? HttpsTarget { get; init; }

    /// <summary>From the start of the process until it said that it was ready.</summary>
    public TimeSpan ReadyAfter { get; private init; }

    /// <summary>A program that ends what the server has left behind.</summary>
    public string[] Farewell { get; init; } = [];

    private bool IsWrapped { get; }

    /// <summary>Processor time of it and all its children so far.</summary>
    public TimeSpan ProcessorTime => ProcessTree.ProcessorTime(_process.Id);

    /// <summary>Bytes that it and its children hold in memory.</summary>
    public long Memory => ProcessTree.Memory(_process.Id);

    /// <summary>Starts a program and takes its first line, in which it tells its address.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, string[] command, string[] wrapper, Func<string, (string Target, string? Https, string? Certificate)> address)
    {
        var begun = Stopwatch.GetTimestamp();
        var process = Start(folder, [.. wrapper, .. command], null);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw await EndedAsync(process, command[0]);
            var ready = Stopwatch.GetElapsedTime(begun);
            var (target, https, certificate) = address(line);
            return new ServerProcess(process, target, wrapper.Length > 0) { HttpsTarget = https, CertificateFile = certificate, ReadyAfter = ready };
        }
        catch
        {
            Abandon(process);
            throw;
        }
    }

    /// <summary>Starts a program that says nothing and waits until its port takes connections.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, string[] command, string[] wrapper, string target, int port, IReadOnlyDictionary<string, string>? environment = null, string[]? farewell = null)
    {
        var begun = Stopwatch.GetTimestamp();
        var process = Start(folder, [.. wrapper, .. command], environment);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return new ServerProcess(process, target, wrapper.Length > 0) { ReadyAfter = Stopwatch.GetElapsedTime(begun), Farewell = farewell ?? [] };
            }
            catch (SocketException) when (process.HasExited)
            {
                throw await EndedAsync(process, command[0]);
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(50);
            }
            catch
            {
                Abandon(process);
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A tracer would leave what it traces behind: the program itself is told.
        foreach (var id in IsWrapped ? ProcessTree.Children(_process.Id) : [_process.Id])
        {
            await TerminateAsync(id);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        if (Farewell.Length > 0)
        {
            using var farewell = Process.Start(new ProcessStartInfo(Farewell[0], Farewell[1..]) { RedirectStandardOutput = true })!;
            await farewell.WaitForExitAsync(CancellationToken.None);
        }

        await _draining;
        _process.Dispose();
    }

    private static Process Start(string folder, string[] command, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task TerminateAsync(int id)
    {
        if (OperatingSystem.IsWindows())
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            return;
        }

        using var term = Process.Start("kill", ["-TERM", id.ToString(CultureInfo.InvariantCulture)]);
        await term.WaitForExitAsync();
    }

    private static async Task<InvalidOperationException> EndedAsync(Process process, string program)
    {
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new InvalidOperationException($"{program} ended with exit code {process.ExitCode}. {said}");
    }

    private static void Abandon(Process process)
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    // What nobody reads would stop it once the pipe is full.
    private static Task DrainAsync(Process process) => Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null), process.StandardError.BaseStream.CopyToAsync(Stream.Null));
}
