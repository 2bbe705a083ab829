using System.Diagnostics;

namespace GdnStreams.Server.Tests;

/// <summary>A file system of the test's own, in memory and of few bytes, where it may be mounted; elsewhere the test is skipped.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _ballast;

    private SmallDisk(string path) => (Path, _ballast) = (path, System.IO.Path.Combine(path, "ballast"));

    public string Path { get; }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux mounts a file system of a few bytes.");
        var path = Directory.CreateTempSubdirectory("gdn-disk-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) == 0, "This user may not mount a file system.");
        return new SmallDisk(path);
    }

    /// <summary>Takes all the space that is left.</summary>
    public async Task FillAsync()
    {
        await using var file = File.Create(_ballast);
        var block = new byte[4_096];
        try
        {
            while (true)
            {
                await file.WriteAsync(block);
                await file.FlushAsync();
            }
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(_ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
