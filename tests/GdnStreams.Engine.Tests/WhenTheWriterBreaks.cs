using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Engine.Tests;

/// <summary>A bug ends the thread that writes: nobody waits for ever for what it worked on.</summary>
public sealed class WhenTheWriterBreaks
{
    [Fact]
    public async Task Every_write_of_its_group_and_behind_it_fails()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Schema.Upgrade(connection, version: 0);
        var writer = new StoreWriter(connection);
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        _ = writer.RunAsync(
            _ =>
            {
                begun.Set();
                goOn.Wait();
                return 1;
            },
            default);
        begun.Wait();
        var before = writer.RunAsync(_ => 2, default);
        var end = new StreamEnd(1, 0);
        var append = new TestAppend(end, null, [new StoredMessage { Payload = new byte[1] }]);
        writer.Append(append);
        var broken = writer.RunAsync<int>(_ => throw new InvalidOperationException("It fails."), default, undo: () => throw new InvalidOperationException("A bug."));
        var behind = writer.RunAsync(_ => 3, default);
        goOn.Set();
        Assert.Contains("A bug.", (await Assert.ThrowsAsync<GdnException>(() => broken)).Message, StringComparison.Ordinal);
        foreach (var write in new[] { before, behind, writer.RunAsync(_ => 4, default) })
        {
            Assert.Equal(GdnErrorCode.Unavailable, (await Assert.ThrowsAsync<GdnException>(() => write)).Code);
        }

        Assert.Equal(GdnErrorCode.Unavailable, (await Assert.ThrowsAsync<GdnException>(() => append.Settled)).Code);
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.DisposeAsync().AsTask());
    }

    [Fact]
    public void A_write_is_settled_only_once_its_result_was_told()
    {
        var write = new BrokenWrite();
        Assert.Throws<InvalidOperationException>(write.Complete);
        Assert.False(write.IsSettled); // So whoever clears up behind the bug tells that it failed.
        write.Fail(new GdnException(GdnErrorCode.Unavailable, "A bug."));
        Assert.True(write.IsSettled);
    }

    /// <summary>A bug keeps it from telling that it is on disk.</summary>
    private sealed class BrokenWrite : StoreWrite
    {
        public override void Execute(WriteTransaction writer)
        {
        }

        public override void Undo()
        {
        }

        protected override void OnCompleted() => throw new InvalidOperationException("A bug.");

        protected override void OnFailed(GdnException failure)
        {
        }
    }
}
