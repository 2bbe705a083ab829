using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GdnStreams.Benchmarks.Reports;

/// <summary>The machine that was measured on, and the programs that took part.</summary>
internal static class Surroundings
{
    public static IReadOnlyDictionary<string, string> Describe(RunSettings settings)
    {
        Dictionary<string, string> described = new()
        {
            ["processor"] = $"{FirstLine("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores",
            ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024.0 / 1024 / 1024:0} GiB",
            ["system"] = $"{FirstLine("/etc/os-release", "PRETTY_NAME")?.Trim('"') ?? RuntimeInformation.OSDescription}, {Environment.OSVersion.VersionString}",
            [".NET"] = RuntimeInformation.FrameworkDescription,
            ["load before the run"] = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown",
        };
        Add(described, "this commit", "git", "-C", settings.Root, "describe", "--always", "--dirty", "--abbrev=12");
        Add(described, "Redis", "redis-server", "--version");
        Add(described, "NATS", "nats-server", "--version");
        Add(described, "RabbitMQ", "dpkg-query", "-W", "-f", "${Version}\n", "rabbitmq-server");
        Add(described, "Node.js", "node", "--version");
        return described;
    }

    private static string? FirstLine(string file, string name) => !File.Exists(file) ? null
        : File.ReadLines(file).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOfAny([':', '=']) + 1)..].Trim()).FirstOrDefault();

    private static void Add(Dictionary<string, string> described, string name, string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (process.StandardOutput.ReadLine() is { Length: > 0 } line)
            {
                described[name] = line;
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is not installed, and the tables say so.
        }
    }
}
