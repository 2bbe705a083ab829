using System.ComponentModel;
using System.Diagnostics;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The module's server program as a child process, whose input and outputs this process has in its hands.</summary>
internal static class ChildProcess
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: it cannot be run, and what to install.</exception>
    public static Process Start(IReadOnlyList<string> arguments)
    {
        var start = ServerProgram.Start(arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new GdnException(
                GdnErrorCode.Unavailable,
                $"The server cannot be run by {start.FileName}: {e.Message.TrimEnd('.')}. Install PowerShell 7.6, or the .NET 10 runtime from https://dot.net, and try again.",
                e);
        }
    }

    /// <summary>Ends a process, or finds that it has ended by itself.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
