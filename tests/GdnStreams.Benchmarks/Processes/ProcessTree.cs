using System.Diagnostics;
using System.Globalization;

namespace GdnStreams.Benchmarks.Processes;

/// <summary>A process with its children, as the system counts them; without them where there is no /proc.</summary>
internal static class ProcessTree
{
    private const int TicksOfSecond = 100; // USER_HZ of every Linux that .NET runs on.

    public static TimeSpan ProcessorTime(int root)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var process = Process.GetProcessById(root);
            return process.TotalProcessorTime;
        }

        // User and system time of its own and of its children that have ended.
        var ticks = Members(root).Sum(fields => Enumerable.Range(11, 4).Sum(i => long.Parse(fields[i], CultureInfo.InvariantCulture)));
        return TimeSpan.FromSeconds((double)ticks / TicksOfSecond);
    }

    public static long Memory(int root)
    {
        if (!OperatingSystem.IsLinux())
        {
            using var process = Process.GetProcessById(root);
            return process.WorkingSet64;
        }

        return Members(root).Sum(fields => long.Parse(fields[21], CultureInfo.InvariantCulture)) * Environment.SystemPageSize;
    }

    public static IReadOnlyList<int> Children(int parent) => !OperatingSystem.IsLinux() ? [] : [.. All().Where(process => Parent(process.Fields) == parent).Select(process => process.Id)];

    private static List<string[]> Members(int root)
    {
        var all = All().ToDictionary(process => process.Id, process => process.Fields);
        List<string[]> members = [];
        var open = new Queue<int>([root]);
        while (open.TryDequeue(out var id))
        {
            if (all.TryGetValue(id, out var fields))
            {
                members.Add(fields);
                foreach (var (child, _) in all.Where(process => Parent(process.Value) == id))
                {
                    open.Enqueue(child);
                }
            }
        }

        return members;
    }

    private static int Parent(string[] fields) => int.Parse(fields[1], CultureInfo.InvariantCulture);

    /// <summary>What stands behind the name in /proc/PID/stat: state, parent and so on.</summary>
    private static IEnumerable<(int Id, string[] Fields)> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Read(folder) is { } text)
            {
                yield return (id, text[(text.LastIndexOf(')') + 2)..].Split(' '));
            }
        }
    }

    private static string? Read(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "stat"));
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }
}
