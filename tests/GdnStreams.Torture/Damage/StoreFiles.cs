using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

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

            await (isStopped ? server.StopAsync() : server.KillAsync());
        }
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
                bytes[random.Next(Math.Min(200, bytes.Length))] ^= (byte)(1 << random.Next(8)); // Among the numbers that describe the file.
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
