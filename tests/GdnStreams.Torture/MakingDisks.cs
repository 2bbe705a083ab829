using System.Text;
using GdnStreams.Torture.PowerCuts;

namespace GdnStreams.Torture;

/// <summary>What a disk may hold after a power cut, from a trace as strace writes it.</summary>
public sealed class MakingDisks : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gdn-disk-").FullName;
    private int _images;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Have_what_was_synced_and_any_of_what_came_later()
    {
        var calls = Read(
            "10 1.000001 openat(AT_FDCWD<{/}>, \"{/d/a}\", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3<{/d/a}>",
            "10 1.000002 pwrite64(3<{/d/a}>, \"{AA}\", 2, 0) = 2",
            "10 1.000003 fsync(3<{/d/a}> <unfinished ...>",
            "11 1.000004 lseek(4<{/d/a}>, 2, SEEK_SET) = 2",
            "11 1.000005 write(4<{/d/a}>, \"{BB}\", 2 <unfinished ...>",
            "10 1.000006 <... fsync resumed>)     = 0",
            "11 1.000007 <... write resumed>)    = 2",
            "11 1.000008 pwrite64(4<{/d/a}>, \"{C}\", 1, 4) = -1 ENOSPC (No space left on device)",
            "10 1.000009 ftruncate(3<{/d/a}>, 1)    = 0",
            "10 1.000010 +++ exited with 0 +++");
        Assert.Equal(["", "AA", null], Contents(calls, line: 5));
        Assert.Equal(["AA", "AABB"], Contents(calls, line: 9));
        Assert.Equal(["A", "AA", "AABB"], Contents(calls, line: int.MaxValue));
        Assert.Contains("", Contents(calls, line: int.MaxValue, ignoresSync: true));
    }

    [Fact]
    public void Have_the_names_that_the_directory_had_when_it_was_synced_or_later()
    {
        var calls = Read(
            "10 1.000001 openat(AT_FDCWD<{/}>, \"{/d/b}\", O_RDWR|O_CREAT, 0600) = 3<{/d/b}>",
            "10 1.000002 write(3<{/d/b}>, \"{X}\", 1) = 1",
            "10 1.000003 fdatasync(3<{/d/b}>) = 0",
            "10 1.000004 rename(\"{/d/b}\", \"{/d/a}\") = 0",
            "10 1.000005 fsync(5<{/d}>) = 0",
            "10 1.000006 unlink(\"{/d/a}\") = 0");
        Assert.Equal(["X"], Contents(calls, line: 6));
        Assert.Equal(["X", null], Contents(calls, line: int.MaxValue));
        Assert.Equal(["X", null], Contents(calls, line: 5));
    }

    /// <summary>A trace whose texts stand in braces instead of hexadecimal.</summary>
    private IReadOnlyList<DiskCall> Read(params string[] lines)
    {
        var trace = Path.Combine(_folder, "trace");
        File.WriteAllLines(trace, lines.Select(line => string.Concat(line.Split('{', '}').Select((part, i) => i % 2 == 0 ? part : string.Concat(Encoding.ASCII.GetBytes(part).Select(letter => $"\\x{letter:x2}"))))));
        return TraceReader.Read(trace, "/d");
    }

    /// <summary>All contents of file <c>a</c> that come in many tries; null where there is no such file.</summary>
    private string?[] Contents(IReadOnlyList<DiskCall> calls, int line, bool ignoresSync = false)
    {
        var contents = new HashSet<string?>();
        for (var seed = 0; seed < 100; seed++)
        {
            var image = Path.Combine(_folder, $"image{_images++}");
            new Disk(calls, line, ignoresSync).Restore("/d", image, new Random(seed));
            contents.Add(Path.Combine(image, "a") is var file && File.Exists(file) ? File.ReadAllText(file) : null);
        }

        return [.. contents.Order(StringComparer.Ordinal).OrderBy(content => content is null)];
    }
}
