using System.Diagnostics;
using GdnStreams.Benchmarks.Clients;

namespace GdnStreams.Benchmarks.Processes;

/// <summary>A client in a process of its own, so that its processor time can be told from everybody else's.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;

    public ClientProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
    }

    public TimeSpan ProcessorTime => ProcessTree.ProcessorTime(_process.Id);

    /// <summary>A client of this program.</summary>
    /// <param name="kind">As <see cref="ClientLoop.Make"/> knows it.</param>
    /// <param name="target">The server's address.</param>
    /// <param name="folder">Where another build of this program's libraries is; null for this one.</param>
    public static ProcessStartInfo Of(string kind, string target, string? folder = null) =>
        new("dotnet", [Path.Combine(folder ?? AppContext.BaseDirectory, "GdnStreams.Benchmarks.dll"), "client", kind, target]);

    /// <exception cref="InvalidOperationException">The client failed, or ended.</exception>
    public async Task<Measurement?> AskAsync(ClientCommand command)
    {
        await _process.StandardInput.WriteLineAsync(Lines.Write(command));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"The client ended at '{command.Do}'.");
        var answer = Lines.Read<ClientAnswer>(line);
        return answer.Error is null ? answer.Measured : throw new InvalidOperationException($"The client failed at '{command.Do}': {answer.Error}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close(); // At which it ends.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
