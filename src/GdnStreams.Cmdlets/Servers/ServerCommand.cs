using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Runs a command of the module's server that ends by itself.</summary>
internal static class ServerCommand
{
    /// <returns>Its exit code, and what it wrote to its output and its errors.</returns>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: it cannot be run.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = ChildProcess.Start(arguments);
        using var stop = cancellationToken.Register(() => ChildProcess.Kill(process));
        process.StandardInput.Close();
        var (output, errors) = (ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        var (said, complained) = (await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return (process.ExitCode, said.Trim(), complained.Trim());
    }

    // Who cancels ends the process, and with it what it writes.
    private static Task<string> ReadAsync(StreamReader reader) =>
#if NETSTANDARD2_0
        reader.ReadToEndAsync();
#else
        reader.ReadToEndAsync(CancellationToken.None);
#endif
}
