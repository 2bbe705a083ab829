namespace GdnStreams.Benchmarks.Processes;

/// <summary>Programs on this machine.</summary>
internal static class Installed
{
    /// <summary>Full path of a program, or null.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => OperatingSystem.IsWindows() ? new[] { name + ".exe", name + ".cmd" } : [name], Path.Combine)
        .Concat(OperatingSystem.IsWindows() ? [] : new[] { "/usr/sbin/" + name, "/usr/lib/rabbitmq/bin/" + name })
        .FirstOrDefault(File.Exists);
}
