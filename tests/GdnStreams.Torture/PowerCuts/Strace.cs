using System.Diagnostics;

namespace GdnStreams.Torture.PowerCuts;

/// <summary>The tracer that tells what a program asks of its files, where there is one.</summary>
internal static class Strace
{
    private const string Calls =
        "trace=open,openat,creat,lseek,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2";

    /// <summary>How it traces a program, whose command line follows.</summary>
    public static string[] Arguments(string log) => ["strace", "-f", "--seccomp-bpf", "-ttt", "-y", "-xx", "-s", "4194304", "-e", "signal=none", "-e", Calls, "-o", log];

    /// <summary>Skips the test where it cannot run.</summary>
    public static void Require()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has strace.");
        try
        {
            using var trial = Process.Start(new ProcessStartInfo("strace", ["--seccomp-bpf", "-f", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            trial.WaitForExit();
            Assert.SkipUnless(trial.ExitCode == 0, "This user may not trace a program.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no strace: apt-get install strace.");
        }
    }
}
