using System.Diagnostics;
using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Engine.Tests;

/// <summary>A start that fails names the true cause, and what to do.</summary>
public sealed class StartingOnADisk : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-disk-").FullName;
    private readonly List<string> _mounts = [];

    private string Database => Path.Combine(_directory, SqliteStore.FileName);

    public void Dispose()
    {
        _mounts.ForEach(mount => Run("umount", mount));
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_full_disk_is_called_full()
    {
        var disk = Mount("size=64k");
        File.WriteAllBytes(Path.Combine(disk, "other"), new byte[60 * 1024]);
        Fails(disk, "is full");
    }

    [Fact]
    public async Task A_disk_that_filled_up_since_is_called_full_and_the_store_is_not_harmed()
    {
        var disk = Mount("size=1m");
        await SqliteStore.Open(disk).DisposeAsync();
        var filler = Path.Combine(disk, "other");
        Fill(filler);
        Fails(disk, "is full");
        File.Delete(filler);
        await SqliteStore.Open(disk).DisposeAsync();
    }

    [Fact]
    public async Task A_file_system_that_can_only_be_read_is_called_so()
    {
        var disk = Mount("size=1m");
        await SqliteStore.Open(disk).DisposeAsync();
        Assert.Equal(0, Run("mount", "-o", "remount,ro", disk));
        Fails(disk, "can only be read");
        Fails(Path.Combine(disk, "below"), "can only be read");
        Assert.Contains("can only be read", Assert.Throws<GdnException>(() => SqliteStore.Open(disk, isShared: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_is_a_file_is_called_so()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");
        Fails(file, "is a file");
        Fails(Path.Combine(file, "below"), "is a file");
    }

    [Fact]
    public void A_file_that_is_no_database_is_called_so()
    {
        File.WriteAllText(Database, string.Concat(Enumerable.Repeat("This is a letter to my mother. ", 1_000)));
        Fails(_directory, "is no database");
    }

    [Fact]
    public async Task A_database_that_another_program_has_locked_is_called_so()
    {
        await SqliteStore.Open(_directory).DisposeAsync();
        await using var other = new SqliteConnection($"Data Source={Database};Pooling=False;Default Timeout=1");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; INSERT INTO documents VALUES ('a', 'b', 'c')";
        await command.ExecuteNonQueryAsync();
        Fails(_directory, "in use by another program");
    }

    [Fact]
    public void A_new_directory_and_the_ones_above_it_are_put_on_disk()
    {
        var flushed = new List<string>();
        Assert.Equal(Path.Combine(_directory, "a", "b", "c"), DataDirectory.Make(Path.Combine(_directory, "a", "b", "c"), flushed.Add));
        Assert.Equal([_directory, Path.Combine(_directory, "a"), Path.Combine(_directory, "a", "b")], flushed);
        flushed.Clear();
        DataDirectory.Make(Path.Combine(_directory, "a", "b", "c"), flushed.Add);
        Assert.Empty(flushed);
        DirectorySync.Flush(_directory);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such call.");
        Assert.Throws<IOException>(() => DirectorySync.Flush(Path.Combine(_directory, "no")));
    }

    private static void Fails(string directory, string cause)
    {
        var error = Assert.Throws<GdnException>(() => SqliteStore.Open(directory));
        Assert.Equal(GdnErrorCode.Unavailable, error.Code);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Contains("--data directory", error.Message, StringComparison.Ordinal);
    }

    private static void Fill(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                stream.Write(new byte[1024]);
            }
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }

    /// <summary>A small file system of the test's own, gone with it.</summary>
    private string Mount(string options)
    {
        var at = Directory.CreateDirectory(Path.Combine(_directory, "disk")).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", at) == 0, "No file system can be mounted here: that takes Linux and root.");
        _mounts.Add(at);
        return at;
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
