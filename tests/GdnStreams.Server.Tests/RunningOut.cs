using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests;

/// <summary>A server of whose descriptors, log or files strangers take too much.</summary>
public sealed class RunningOut : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-out-").FullName;

    private string Data => Path.Combine(_directory, "data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Of_descriptors_closes_connections_goes_on_and_recovers()
    {
        using var process = Shell($"ulimit -n 330; exec \"$@\" --data {Data} --dev");
        var errors = process.StandardError.ReadToEndAsync();
        var url = await UrlAsync(process);
        using var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(20) };
        Assert.Equal("ok", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        for (var round = 0; round < 3; round++)
        {
            var sockets = new List<Socket>();
            for (var i = 0; i < 600; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                try
                {
                    await socket.ConnectAsync(url.Host, url.Port);
                    await socket.SendAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                }
                catch (SocketException)
                {
                    // Closed already: it is one too many.
                }
            }

            // Who is connected is served all the while.
            Assert.Equal("ready", await http.GetStringAsync(new Uri("/readyz", UriKind.Relative)));
            sockets.ForEach(socket => socket.Dispose());
        }

        using (var later = new HttpClient { BaseAddress = url })
        {
            Assert.Equal("ready", await EventuallyAsync(() => later.GetStringAsync(new Uri("/readyz", UriKind.Relative))));
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("--max-connections", await errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, "at least 256")]
    [InlineData(130, "at least 256")]
    [InlineData(256, "for connections")]
    public async Task Of_descriptors_before_it_starts_says_so_in_one_line(int limit, string expected)
    {
        using var process = Shell($"ulimit -n {limit}; exec \"$@\" --data {Data} --max-connections 5000");
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains(expected, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_readers_of_its_log_it_goes_on()
    {
        using var process = Shell("exec \"$@\" --in-memory --dev");
        var url = await UrlAsync(process);
        using var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        for (var i = 0; i < 6_000; i++)
        {
            using var response = await http.GetAsync(new Uri($"/_api/user/{new string('"', 100)}{i}", UriKind.Relative));
            Assert.Equal(401, (int)response.StatusCode);
        }

        process.Kill();
        await process.WaitForExitAsync();
        var log = await process.StandardError.ReadToEndAsync();
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines[..^1], line => Assert.InRange(line.Length, 10, 2_000));
        Assert.Contains("%22%22%22", log, StringComparison.Ordinal);
        Assert.DoesNotContain("u0022\\u0022", log, StringComparison.Ordinal);

        // A tenth of a line for each, at most, however long it took.
        Assert.InRange(lines.Length, 2, 600);
    }

    [Theory]
    [InlineData("000", 0x1ED)]
    [InlineData("077", 0x1ED)]
    [InlineData("022", 0)]
    public async Task Its_files_are_its_owners_alone_whatever_the_umask(string umask, int existing)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        if (existing != 0)
        {
            Directory.CreateDirectory(Data, (UnixFileMode)existing);
        }

        using (var process = Shell($"umask {umask}; exec \"$@\" --data {Data} --https-port 0"))
        {
            await UrlAsync(process);
            var others = Directory.GetFiles(Data).Where(file => !file.EndsWith("certificate.pem", StringComparison.Ordinal)).Select(file => (file, new FileInfo(file).UnixFileMode)).ToList();
            Assert.True(others.Count >= 5, string.Join(' ', others));
            Assert.All(others, file => Assert.Equal((file.file, UnixFileMode.UserRead | UnixFileMode.UserWrite), file));
            using var backup = Shell($"umask {umask}; shift 2; exec dotnet \"$0\" backup {_directory}/copy.db --data {Data}", Path.Combine(AppContext.BaseDirectory, "gdn-server.dll"));
            await backup.WaitForExitAsync();
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "copy.db")));
            process.StandardInput.Close();
            await process.WaitForExitAsync();
        }

        if (existing == 0)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        }
    }

    [Fact]
    public async Task A_store_that_others_can_read_is_theirs_no_more_and_the_log_says_so()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        await using (await ServerProcess.StartAsync("serve", "--data", Data))
        {
            // It makes the files.
        }

        var database = Path.Combine(Data, "streams.db");
        File.SetUnixFileMode(database, (UnixFileMode)0x1A4);
        using var process = Shell($"exec \"$@\" --data {Data}");
        await UrlAsync(process);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(database));
        process.StandardInput.Close();
        Assert.Contains($"Others could use {database} (mode 644)", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync();
    }

    [Fact]
    public async Task A_part_of_another_backup_stays()
    {
        await using (await ServerProcess.StartAsync("serve", "--data", Data))
        {
            // It makes the store.
        }

        var part = Path.Combine(_directory, "copy.db.part");
        await File.WriteAllTextAsync(part, "mine");
        var (code, _, errors) = await Program.RunAsync("", "backup", Path.Combine(_directory, "copy.db"), "--data", Data);
        Assert.Equal(1, code);
        Assert.Contains("copy.db.part exists already", errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(part));
    }

    /// <summary>Starts the server from a shell, whose script runs it as <c>"$@"</c>.</summary>
    private static Process Shell(string script, string zero = "sh")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no limits of this kind.");
        return Process.Start(new ProcessStartInfo("sh", ["-c", script, zero, "dotnet", Path.Combine(AppContext.BaseDirectory, "gdn-server.dll"), "serve", "--exit-with-parent"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static async Task<Uri> UrlAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return new Uri((string)JsonNode.Parse(Assert.IsType<string>(line))!["url"]!);
    }

    /// <summary>The server notices only by and by that so many connections are gone.</summary>
    private static async Task<string> EventuallyAsync(Func<Task<string>> ask)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Yield();
            }
        }
    }
}
