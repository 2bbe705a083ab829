namespace GdnStreams.Benchmarks.Processes;

/// <summary>Counts how often a program has waited for the disk, by strace, which stops it at these calls only.</summary>
/// <param name="log">What strace writes.</param>
/// <param name="writesThrough">Whether the program opens its files with O_SYNC, so that each write is an fsync too.</param>
internal sealed class SyncTrace(string log, bool writesThrough)
{
    public static string? Missing => !OperatingSystem.IsLinux() ? "Only Linux has strace." : Installed.Find("strace") is null ? "strace is not installed: apt-get install strace." : null;

    /// <summary>The tracer's command line, which the program's follows.</summary>
    public string[] Wrapper { get; } = ["strace", "-f", "--seccomp-bpf", "-e", "signal=none", "-e", "trace=fsync,fdatasync" + (writesThrough ? ",pwrite64" : ""), "-o", log];

    /// <summary>How many there were so far.</summary>
    public long Count()
    {
        // "resumed" is the second half of a call that another thread's came between.
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var count = 0L;
        while (reader.ReadLine() is { } line)
        {
            count += line.Contains("sync(", StringComparison.Ordinal) || line.Contains("pwrite64(", StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }
}
