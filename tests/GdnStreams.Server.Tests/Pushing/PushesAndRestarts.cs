using System.Text;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>Pushes are in the store: they outlive the server, and are in its backups.</summary>
public sealed class PushesAndRestarts : IDisposable
{
    private const string Secret = "a secret of some length";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-push");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_push_goes_on_after_a_restart_with_what_was_not_acknowledged()
    {
        var options = Options("data");
        await using var receiver = await Receiver.StartAsync();
        await using (var bench = await PushBench.StartAsync(options, receiver))
        {
            Assert.Equal(201, (await bench.CallAsync("POST " + PushBench.One, bench.Body($$""","secret":"{{Secret}}","maxAttempts":7"""))).Status);
            await bench.PublishAsync("1", "2");
            Assert.Equal("1", (await receiver.NextAsync()).Text);
            Assert.Equal("2", (await receiver.NextAsync()).Text);
            await bench.UntilAsync(push => (long)push["backlog"]! == 0);
            receiver.AnswerWith(500);
            await bench.PublishAsync("3", "4");
            Assert.Equal("3", (await receiver.NextAsync()).Text);
            await bench.UntilAsync(push => push["nextAttempt"] is not null);
            await bench.Server.DisposeAsync();
        }

        receiver.AnswerAsync = (_, _) => Task.CompletedTask;
        await using var again = await PushBench.StartAsync(options, receiver);
        foreach (var text in new[] { "3", "4" })
        {
            var request = await receiver.NextAsync();
            Assert.Equal(text, request.Text);
            Assert.True(request.IsSignedWith(Encoding.UTF8.GetBytes(Secret)));
        }

        var push = await again.UntilAsync(push => (long)push["backlog"]! == 0);
        Assert.Equal(7, (int)push["maxAttempts"]!);
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task A_stopping_server_waits_a_moment_for_the_answer_and_acknowledges_it()
    {
        var options = Options("data");
        await using var receiver = await Receiver.StartAsync();
        var answered = new TaskCompletionSource();
        await using (var bench = await PushBench.StartAsync(options, receiver))
        {
            Assert.Equal(201, (await bench.CallAsync("POST " + PushBench.One, bench.Body())).Status);
            receiver.AnswerAsync = (_, _) => answered.Task;
            await bench.PublishAsync("1", "2");
            Assert.Equal("1", (await receiver.NextAsync()).Text);
            var stopping = bench.Server.DisposeAsync();
            answered.SetResult();
            await stopping;
        }

        await using var again = await PushBench.StartAsync(options, receiver);
        Assert.Equal("2", (await receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task A_server_stops_although_a_receiver_hangs()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerAsync = (_, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, receiver.Ending);
        await using var bench = await PushBench.StartAsync(null, receiver);
        Assert.Equal(201, (await bench.CallAsync("POST " + PushBench.One, bench.Body())).Status);
        await bench.PublishAsync("1");
        await receiver.NextAsync();
        await bench.Server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_backup_has_the_pushes_and_a_server_on_it_can_be_told_to_push_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.AnswerWith(500);
        var copy = Directory.CreateDirectory(Path.Combine(_directory.FullName, "copy"));
        await using (var bench = await PushBench.StartAsync(Options("data"), receiver))
        {
            Assert.Equal(201, (await bench.CallAsync("POST " + PushBench.One, bench.Body($$""","secret":"{{Secret}}" """))).Status);
            await bench.PublishAsync("1");
            await receiver.NextAsync();
            await StoreFile.BackupAsync(Path.Combine(_directory.FullName, "data"), Path.Combine(copy.FullName, "streams.db"), CancellationToken.None);
            Assert.Equal(200, (await bench.CallAsync("DELETE " + PushBench.One)).Status);
            await bench.Server.DisposeAsync();
        }

        receiver.AnswerAsync = (_, _) => Task.CompletedTask;
        await using (var quiet = await PushBench.StartAsync(Options("copy") with { PushesNothing = true }, receiver))
        {
            var push = await quiet.PushAsync();
            Assert.Equal(("Paused", true, 1), ((string)push["state"]!, (bool)push["active"]!, (int)push["backlog"]!));
            Assert.Equal(200, (await quiet.CallAsync("PATCH " + PushBench.One, """{"active":true}""")).Status);
            Assert.Equal("Paused", (string)(await quiet.PushAsync())["state"]!);
            Assert.Equal(0, receiver.Waiting);
            await quiet.Server.DisposeAsync();
        }

        await using var loud = await PushBench.StartAsync(Options("copy"), receiver);
        Assert.True((await receiver.NextAsync()).IsSignedWith(Encoding.UTF8.GetBytes(Secret)));
    }

    private ServerOptions Options(string data) => new() { DataDirectory = Path.Combine(_directory.FullName, data), IsForDevelopment = true };
}
