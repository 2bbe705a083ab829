using GdnStreams.Torture.Damage;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture;

/// <summary>A data directory that a disk, a program or a person has harmed: a clear error or service, no crash, no hang, and nothing that is silently gone.</summary>
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
        var (cases, told, refused, whole, problems) = (Effort.Count(inCi: 12, inLong: 500), 0, 0, 0, new List<string>());
        for (var i = 0; i < cases; i++)
        {
            var (directory, damage) = files.DrawDamaged();
            var trial = await DamagedStore.TryAsync(directory, Messages);
            problems.AddRange(trial.Problems.Select(problem => $"{damage}: {problem}"));
            told += trial.IsTold ? 1 : 0;
            refused += trial.IsServed ? 0 : 1;
            whole += trial.IsWhole ? 1 : 0;
            Directory.Delete(directory, recursive: true);
        }

        Effort.Say($"{cases} damaged stores: {told} were told of, {refused} of which did not start; in {whole} all {Messages} messages were there; {problems.Count} faults found.");
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    /// <summary>The test is worth what it catches.</summary>
    [Fact]
    public async Task Is_noticed_where_messages_are_gone_without_a_word()
    {
        var files = new StoreFiles(_folder, new Random(1));
        await files.MakeAsync(Messages);
        Assert.Equal([], (await DamagedStore.TryAsync(files.Copy(isStopped: true), Messages)).Problems);
        Assert.Contains("silently", Assert.Single((await DamagedStore.TryAsync(files.DrawEmptied(), Messages)).Problems), StringComparison.Ordinal);
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

        await using var cut = await ServerUnderTest.StartAsync(["--data", files.CutLog(0.4)]);
        Assert.InRange(await BacklogAsync(cut), 1, Messages - 1);
        Assert.Equal(0, await cut.StopAsync());
        Assert.Contains(cut.Log, line => line.Contains(DamagedStore.ToldOfLoss, StringComparison.Ordinal));
    }

    private static async Task<long> BacklogAsync(ServerUnderTest server)
    {
        using var calls = new StreamCalls(server.Url);
        return await calls.BacklogAsync(StoreFiles.Stream, "s");
    }
}
