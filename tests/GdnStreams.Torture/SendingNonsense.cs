using System.Diagnostics;
using System.Text;
using GdnStreams.Torture.Fuzzing;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary>Handshakes, frames, names, ids and bodies that make no sense: no crash, no hang, no 5xx for a client's mistake.</summary>
public sealed class SendingNonsense
{
    private const int Strangers = 4;

    [Fact]
    public async Task Gets_refusals_and_harms_nobody()
    {
        var (draw, cases, since) = (new Random(Effort.Seed()), Effort.Count(inCi: 20_000, inLong: 1_000_000), Stopwatch.GetTimestamp());
        await using var directory = new TemporaryDirectory();
        await using var server = await ServerUnderTest.StartAsync(["--data", directory.Path]);
        var calls = await OddRequests.DescribedAsync(server.Url);
        var fuzzers = Enumerable.Range(0, Strangers).Select(_ => new Fuzzer(server.Url, calls, draw.Next())).ToArray();
        await Task.WhenAll(fuzzers.Select(fuzzer => Task.Run(() => fuzzer.RunAsync(cases / Strangers))));
        string[] problems = [.. fuzzers.SelectMany(fuzzer => fuzzer.Problems)];
        Effort.Say($"{fuzzers.Sum(fuzzer => fuzzer.Cases)} cases, {problems.Length} faults found, in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s; the server has {server.Resources().Memory / 1024 / 1024} MiB.");
        Assert.True(problems.Length == 0, string.Join(Environment.NewLine, [.. problems, .. server.Log.TakeLast(problems.Length)]));
        Assert.False(server.HasEnded, "The server is gone.");
        Assert.Equal([], server.Accidents);
        using var others = new StreamCalls(server.Url);
        await others.CreateAsync("others");
        Assert.Equal(0, await server.StopAsync());
        Assert.Equal([], await StoreCommand.CheckAsync(directory.Path));
    }

    /// <summary>What was found once: where a dot was resolved, or a host stands in front, names were decoded twice.</summary>
    [Fact]
    public async Task In_a_path_is_decoded_once()
    {
        await using var server = await ServerUnderTest.StartAsync(["--in-memory"]);
        foreach (var target in new[] { "/streams/./%2500", "/streams/x/../%2500", "http://127.0.0.1/streams/%2500", "/%2e/streams/%2525" })
        {
            using var connection = await RawConnection.OpenAsync(server.Url);
            await connection.SendAsync(Encoding.ASCII.GetBytes($"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {Credentials.Header}\r\nContent-Length: 0\r\n\r\n"));
            Assert.Equal((target, 400), (target, await connection.ReadStatusAsync()));
        }
    }
}
