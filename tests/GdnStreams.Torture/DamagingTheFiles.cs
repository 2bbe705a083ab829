using GdnStreams.Torture.Damage;
using GdnStreams.Torture.Killing;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary>A data directory that a disk, a program or a person has harmed: a clear error or service, no crash, no hang.</summary>
public sealed class DamagingTheFiles : IDisposable
{
    private const int Messages = 60;
    private readonly string _folder = Directory.CreateTempSubdirectory("gdn-damage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Is_told_or_does_no_harm()
    {
        var random = new Random(Effort.Seed());
        var files = new StoreFiles(_folder, random);
        await files.MakeAsync(Messages);
        var (refused, told) = (0, 0);
        var cases = Effort.Count(inCi: 2, inLong: 500);
        for (var i = 0; i < cases; i++)
        {
            var (directory, damage) = files.DrawDamaged();
            var (code, text) = await StoreCommand.RunAsync("check", "--data", directory);
            Assert.True(code is 0 or 1 && !text.Contains("nhandled", StringComparison.Ordinal), $"check of {damage}: exit code {code}: {text}");
            told += code;
            refused += await ServesAsync(directory, damage) ? 0 : 1;
            Directory.Delete(directory, recursive: true);
        }

        Effort.Say($"{cases} damaged stores: check told of {told}, {refused} were refused, the others served.");
    }

    [Fact]
    public async Task That_are_of_a_newer_server_or_in_use_or_cut_off_is_told()
    {
        var files = new StoreFiles(_folder, new Random(1));
        await files.MakeAsync(Messages);
        Assert.Contains("newer server", (await Assert.ThrowsAsync<InvalidOperationException>(() => ServerUnderTest.StartAsync(["--data", files.DrawNewer()]))).Message, StringComparison.Ordinal);
        var shared = files.Copy(isStopped: false);
        await using (var first = await ServerUnderTest.StartAsync(["--data", shared]))
        {
            Assert.Contains("in use", (await Assert.ThrowsAsync<InvalidOperationException>(() => ServerUnderTest.StartAsync(["--data", shared]))).Message, StringComparison.Ordinal);
            Assert.Equal(Messages, await BacklogAsync(first)); // The first one is not disturbed.
        }

        await using var cut = await ServerUnderTest.StartAsync(["--data", files.CutLog(0.8)]);
        Assert.InRange(await BacklogAsync(cut), 1, Messages - 1);
    }

    /// <summary>Whether a server starts on it; whoever starts it has to get an answer to everything, be it a failure.</summary>
    private static async Task<bool> ServesAsync(string directory, string damage)
    {
        ServerUnderTest server;
        try
        {
            server = await ServerUnderTest.StartAsync(["--data", directory]);
        }
        catch (InvalidOperationException refusal)
        {
            Assert.DoesNotContain("nhandled", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
            return false;
        }

        await using (server)
        {
            try
            {
                using (var calls = new StreamCalls(server.Url))
                {
                    await calls.ExistsAsync(StoreFiles.Stream);
                }

                using var reader = await StreamSocket.OpenAsync(server.Url, "reader", $"{StoreFiles.Stream}?messageId=earliest");
                var reading = reader.NextAsync().AsTask();
                using var producer = await StreamSocket.OpenAsync(server.Url, "producer", StoreFiles.Stream);
                await producer.SendAsync("""{"payload":"eA=="}""");
                await producer.NextAsync().AsTask().WaitAsync(ServerUnderTest.Patience);
                reader.Cut();
                await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (Exception e) when (Failures.AreExpected(e))
            {
                // It says that it cannot.
            }

            Assert.False(server.HasEnded, $"The server is gone: {damage}: {string.Join(' ', server.Log.TakeLast(3))}");
            Assert.DoesNotContain(server.Log, line => line.Contains("nhandled", StringComparison.Ordinal));
            return true;
        }
    }

    private static async Task<long> BacklogAsync(ServerUnderTest server)
    {
        using var calls = new StreamCalls(server.Url);
        return await calls.BacklogAsync(StoreFiles.Stream, "s");
    }
}
