using System.Diagnostics;

namespace GdnStreams.Torture.Killing;

/// <summary>A file system of few bytes, in memory, which is full now and then.</summary>
internal sealed class FullDisk : IAsyncDisposable
{
    private const int Megabytes = 96;
    private readonly string _ballast;
    private readonly Random _random;

    private FullDisk(string path, int seed) => (Path, _ballast, _random) = (path, System.IO.Path.Combine(path, "ballast"), new Random(seed));

    public string Path { get; }

    /// <summary>How many times it was full.</summary>
    public int Times { get; private set; }

    /// <summary>Mounts it; skips the test where that is not allowed.</summary>
    public static async Task<FullDisk> MountAsync(int seed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux mounts a file system of a few bytes.");
        var path = Directory.CreateTempSubdirectory("gdn-full-").FullName;
        if (await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", path) != 0)
        {
            Directory.Delete(path);
            Assert.Skip("This user may not mount a file system.");
        }

        return new FullDisk(path, seed);
    }

    /// <summary>Fills and frees it by turns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Pause.OfAsync(_random.Next(400), stop);
            Fill();
            Times++;
            await Pause.OfAsync(_random.Next(200), stop);
            Free();
        }
    }

    public void Free() => File.Delete(_ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private void Fill()
    {
        using var file = new FileStream(_ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 1024 * 1024, 4096 })
        {
            try
            {
                for (var block = new byte[size]; ;)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full, which is what was wanted.
            }
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
