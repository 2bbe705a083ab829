using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Engine.Tests;

/// <summary>Damage and loss are told, at any size.</summary>
public sealed class NoticingDamage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-damage-").FullName;

    private string Database => Path.Combine(_directory, SqliteStore.FileName);

    private string Log => Database + "-wal";

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_large_store_starts_at_once_and_tells_of_damaged_messages_soon()
    {
        await MakeLargeAsync();
        await DamageAsync(0.6);
        await using var store = SqliteStore.Open(_directory);
        var told = new TaskCompletionSource<string>();
        store.Watch(TimeProvider.System, told.SetResult, told.SetException);
        var problem = await told.Task.WaitAsync(Patience);
        Assert.Equal(problem, store.Damage);
    }

    [Fact]
    public async Task A_large_sound_store_has_no_damage_and_stops_before_it_is_looked_through()
    {
        await MakeLargeAsync();
        var store = SqliteStore.Open(_directory);
        store.Watch(TimeProvider.System, problem => Assert.Fail(problem), failure => Assert.Fail(failure.Message));
        Assert.Null(store.Damage);
        await store.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task A_large_store_does_not_start_where_what_every_request_needs_is_damaged()
    {
        await MakeLargeAsync();
        long page;
        await using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await connection.OpenAsync();
            page = connection.Number("SELECT rootpage FROM sqlite_master WHERE name = 'documents'")!.Value;
        }

        await using (var file = File.OpenWrite(Database))
        {
            file.Position = (page - 1) * 8192;
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 8192).ToArray());
        }

        Assert.Contains("damaged", Assert.Throws<GdnException>(() => SqliteStore.Open(_directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_messages_that_wait_for_a_time_can_be_removed()
    {
        await using var store = SqliteStore.Open(_directory);
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        await TestAppend.StoreAsync(store.Messages, stream, new StoredMessage { Payload = new byte[] { 10, 11 }, PublishTime = 5, DeliverAt = 99 });
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        using (var flip = connection.Query("UPDATE messages SET published = published + 1"))
        {
            flip.ExecuteNonQuery();
        }

        Assert.NotEmpty(Integrity.Check(connection));
        await store.Messages.TrimAsync(stream.Id, 1, CancellationToken.None);
        Assert.Equal((0, 0), (connection.Number("SELECT count(*) FROM messages"), connection.Number("SELECT count(*) FROM scheduled")));
        Assert.Equal([], Integrity.Check(connection));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(50, true)]
    [InlineData(100, false)]
    public async Task A_log_that_was_cut_off_after_a_crash_is_told_once(int percent, bool isTold)
    {
        var crashed = await CrashAsync();
        var log = Path.Combine(crashed, SqliteStore.FileName + "-wal");
        var bytes = await File.ReadAllBytesAsync(log);
        if (percent == 0)
        {
            File.Delete(log);
        }
        else
        {
            await File.WriteAllBytesAsync(log, bytes[..(bytes.Length * percent / 100)]);
        }

        await using (var store = SqliteStore.Open(crashed))
        {
            Assert.Equal(isTold, store.Warnings.Any(warning => warning.Contains("older than what this server acknowledged", StringComparison.Ordinal)));
            store.Watch(TimeProvider.System, problem => Assert.Fail(problem), failure => Assert.Fail(failure.Message));
        }

        await using var again = SqliteStore.Open(crashed);
        Assert.Empty(again.Warnings);
    }

    [Fact]
    public async Task A_log_that_another_program_emptied_into_the_database_is_no_loss()
    {
        var crashed = await CrashAsync();
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(crashed, SqliteStore.FileName)};Pooling=False"))
        {
            await other.OpenAsync();
            other.Number("SELECT count(*) FROM messages");
        }

        Assert.False(File.Exists(Path.Combine(crashed, SqliteStore.FileName + "-wal")));
        await using var store = SqliteStore.Open(crashed);
        Assert.Empty(store.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("99999999999999999999999999")]
    public async Task A_mark_that_cannot_be_read_says_nothing(string text)
    {
        var crashed = await CrashAsync();
        await File.WriteAllTextAsync(Path.Combine(crashed, CommitMark.FileName), text);
        await using var store = SqliteStore.Open(crashed);
        Assert.Empty(store.Warnings);
    }

    [Fact]
    public async Task A_store_at_rest_writes_no_marks()
    {
        await using var store = SqliteStore.Open(_directory);
        store.Watch(new FakeTimeProvider(), problem => Assert.Fail(problem), failure => Assert.Fail(failure.Message));
        await AppendAsync(store, 1);
        await store.MarkAsync();
        var size = new FileInfo(Log).Length;
        for (var i = 0; i < 5; i++)
        {
            await store.MarkAsync();
        }

        Assert.Equal(size, new FileInfo(Log).Length);
    }

    /// <summary>The files of a server that was killed: messages in the log, the mark of its last second beside it.</summary>
    private async Task<string> CrashAsync()
    {
        await using var store = SqliteStore.Open(_directory);
        store.Watch(new FakeTimeProvider(), problem => Assert.Fail(problem), failure => Assert.Fail(failure.Message));
        await AppendAsync(store, 200);
        await store.MarkAsync();
        var copy = Directory.CreateDirectory(Path.Combine(_directory, "crashed")).FullName;
        foreach (var name in new[] { SqliteStore.FileName, SqliteStore.FileName + "-wal", CommitMark.FileName })
        {
            File.Copy(Path.Combine(_directory, name), Path.Combine(copy, name));
        }

        return copy;
    }

    private static async Task AppendAsync(SqliteStore store, int messages)
    {
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        for (var i = 0; i < messages; i++)
        {
            await TestAppend.StoreAsync(store.Messages, stream with { NextEntryId = i }, new StoredMessage { Payload = new byte[100], PublishTime = i });
        }
    }

    private async Task MakeLargeAsync()
    {
        await using var store = SqliteStore.Open(_directory);
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        await TestAppend.StoreAsync(store.Messages, stream, Enumerable.Range(0, 400).Select(i => new StoredMessage { Payload = new byte[100_000], PublishTime = i }));
    }

    private async Task DamageAsync(double where)
    {
        await using var file = File.OpenWrite(Database);
        Assert.True(file.Length > Integrity.SmallBytes);
        file.Position = (long)(file.Length * where);
        await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 100_000).ToArray());
    }
}
