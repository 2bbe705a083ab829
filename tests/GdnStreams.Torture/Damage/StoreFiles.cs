using System.Globalization;
using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Killing;
using GdnStreams.Torture.Servers;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Torture.Damage;

/// <summary>The files of a small store, one as a stop leaves it, one as a kill leaves it, and copies of them with damage.</summary>
internal sealed class StoreFiles(string folder, Random random)
{
    public const string Stream = "t";
    private const string Database = "streams.db";
    private static readonly string[] Damages = ["cut off", "wiped", "random bytes", "a bit of the header", "a part copied over another", "flipped bits"];
    private int _copies;

    private string Original(bool isStopped) => Path.Combine(folder, isStopped ? "stopped" : "killed");

    /// <summary>Makes the store.</summary>
    /// <param name="messages">How many it holds.</param>
    public async Task MakeAsync(int messages)
    {
        foreach (var isStopped in new[] { true, false })
        {
            await using var server = await ServerUnderTest.StartAsync(["--data", Original(isStopped)]);
            using (var calls = new StreamCalls(server.Url))
            {
                await calls.CreateAsync(Stream);
                await calls.SubscribeAsync(Stream, "s");
            }

            using var socket = await StreamSocket.OpenAsync(server.Url, "producer", Stream);
            for (var i = 0; i < messages; i++)
            {
                await socket.SendAsync(Frames.Publish(new MessageName("p", i), random.Next(2_000)));
                await socket.NextAsync();
            }

            if (isStopped)
            {
                await server.StopAsync();
                continue;
            }

            await MarkAsync(server, Path.Combine(Original(isStopped), "streams.mark"));
            await server.KillAsync();
        }
    }

    /// <summary>
    /// Waits until the server has noted that it stored all that it has answered by now: it does so every second. The note after the next one
    /// begins behind these messages.
    /// </summary>
    private static async Task MarkAsync(ServerUnderTest server, string file)
    {
        var (first, since) = (Mark(), TimeProvider.System.GetTimestamp());
        using var socket = await StreamSocket.OpenAsync(server.Url, "producer", "others");
        for (var i = 0; Mark() < first + 2; i++)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < ServerUnderTest.Patience, "The server does not note how far its store has got.");
            await socket.SendAsync(Frames.Publish(new MessageName("o", i), 0));
            await socket.NextAsync();
            await Pause.OfAsync(200);
        }

        long Mark() => File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>A copy with bytes that are flipped, wiped, cut off, doubled or mixed up.</summary>
    /// <returns>Its directory, and what was done.</returns>
    public (string Directory, string Damage) DrawDamaged()
    {
        var isStopped = random.Next(2) == 0;
        var copy = Copy(isStopped);
        var files = Directory.GetFiles(copy).Where(file => Path.GetFileName(file).StartsWith("streams.", StringComparison.Ordinal) && new FileInfo(file).Length > 0).Order(StringComparer.Ordinal).ToArray();
        var file = random.Next(2) == 0 ? Path.Combine(copy, Database) : files[random.Next(files.Length)];
        var bytes = File.ReadAllBytes(file);
        var (at, length) = (random.Next(bytes.Length), random.Next(1, 5_000));
        var part = bytes.AsSpan(at, Math.Min(length, bytes.Length - at));
        var damage = random.Next(Damages.Length);
        switch (damage)
        {
            case 0:
                bytes = bytes[..at];
                break;
            case 1:
                part.Clear();
                break;
            case 2:
                random.NextBytes(part);
                break;
            case 3:
                at = random.Next(Math.Min(200, bytes.Length)); // Among the numbers that describe the file.
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 4:
                bytes.AsSpan(random.Next(bytes.Length - part.Length + 1), part.Length).CopyTo(part);
                break;
            default:
                for (var flips = random.Next(1, 200); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                break;
        }

        File.WriteAllBytes(file, bytes);
        return (copy, $"{Path.GetFileName(Original(isStopped))}: {Path.GetFileName(file)}, {Damages[damage]} at {at}, {part.Length} bytes");
    }

    /// <summary>A copy whose schema is a later one's.</summary>
    public string DrawNewer()
    {
        var copy = Copy(isStopped: true);
        using var file = File.OpenWrite(Path.Combine(copy, Database));
        file.Position = 60; // SQLite's user_version.
        file.Write([0, 0, 3, 0xE7]);
        return copy;
    }

    /// <summary>A copy from which a part is missing, of which the files themselves say nothing.</summary>
    public string DrawEmptied()
    {
        var copy = Copy(isStopped: true);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(copy, Database), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM messages WHERE rowid = (SELECT max(rowid) - 5 FROM messages)";
        Assert.Equal(1, command.ExecuteNonQuery());
        return copy;
    }

    /// <summary>A copy whose write-ahead log is cut to this part.</summary>
    public string CutLog(double part)
    {
        var copy = Copy(isStopped: false);
        using var log = File.OpenWrite(Path.Combine(copy, Database + "-wal"));
        log.SetLength((long)(log.Length * part));
        return copy;
    }

    /// <summary>A copy as it is.</summary>
    public string Copy(bool isStopped)
    {
        var copy = Directory.CreateDirectory(Path.Combine(folder, $"copy{_copies++}")).FullName;
        foreach (var file in Directory.GetFiles(Original(isStopped)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }
}
