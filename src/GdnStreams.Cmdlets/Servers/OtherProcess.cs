using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GdnStreams.Cmdlets;

/// <summary>Stops a server that is not a child of this process: by a signal where there are some, so that it ends in order.</summary>
internal static class OtherProcess
{
    private const int Terminate = 15;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>Asks it to end, and ends it after 10 seconds. Every message that it acknowledged is on its disk in any case.</summary>
    public static async Task StopAsync(Process process)
    {
        var isAsked = !RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && Signal(process.Id, Terminate) == 0;
        if (!isAsked || !await Task.Run(() => process.WaitForExit((int)StopLimit.TotalMilliseconds)).ConfigureAwait(false))
        {
            ChildProcess.Kill(process);
        }

        await Task.Run(() => process.WaitForExit((int)StopLimit.TotalMilliseconds)).ConfigureAwait(false);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
