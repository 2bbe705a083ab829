using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Engine.Tests;

public sealed class KeepingTheFileSafe : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-safe-").FullName;

    private string Database => Path.Combine(_directory, SqliteStore.FileName);

    private string Copy => Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, "copy")).FullName, SqliteStore.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_backup_while_the_server_writes_holds_everything_up_to_one_moment()
    {
        await using (var store = SqliteStore.Open(_directory))
        {
            var stream = await FillAsync(store, 2_000);
            var writing = TestAppend.StoreAsync(
                store.Messages, stream with { NextEntryId = 2_000 }, Enumerable.Range(2_000, 2_000).Select(i => new StoredMessage { Payload = new byte[100], PublishTime = i }));
            await StoreFile.BackupAsync(_directory, Copy, CancellationToken.None);
            await writing;
        }

        Assert.Empty(await StoreFile.CheckAsync(Path.GetDirectoryName(Copy)!, CancellationToken.None));
        await using var restored = SqliteStore.Open(Path.GetDirectoryName(Copy));
        var record = await restored.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None);
        Assert.InRange(record!.NextEntryId, 2_000, 4_000);
        Assert.Equal((record.NextEntryId, record.NextEntryId * 100), await restored.Messages.MeasureAsync(record.Id, long.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task A_backup_can_be_taken_from_outside_the_server_and_overwrites_nothing()
    {
        await using var store = SqliteStore.Open(_directory);
        await FillAsync(store, 10);
        await StoreFile.BackupAsync(_directory, Copy, CancellationToken.None);
        var before = await File.ReadAllBytesAsync(Copy);
        var error = await Assert.ThrowsAsync<GdnException>(() => StoreFile.BackupAsync(_directory, Copy, CancellationToken.None));
        Assert.Equal(GdnErrorCode.BadRequest, error.Code);
        Assert.Equal(before, await File.ReadAllBytesAsync(Copy));
        Assert.Equal([Copy], Directory.GetFiles(Path.GetDirectoryName(Copy)!));
    }

    [Fact]
    public async Task A_backup_of_nothing_or_to_nowhere_says_so()
    {
        var nothing = await Assert.ThrowsAsync<GdnException>(() => StoreFile.BackupAsync(_directory, Copy, CancellationToken.None));
        Assert.Contains(Database, nothing.Message, StringComparison.Ordinal);
        await using var store = SqliteStore.Open(_directory);
        var nowhere = Path.Combine(_directory, "no", "such", "directory", "file.db");
        var error = await Assert.ThrowsAsync<GdnException>(() => StoreFile.BackupAsync(_directory, nowhere, CancellationToken.None));
        Assert.Equal(GdnErrorCode.Unavailable, error.Code);
    }

    [Fact]
    public async Task The_check_finds_nothing_in_a_sound_file_and_names_what_is_wrong_in_another()
    {
        await using (var store = SqliteStore.Open(_directory))
        {
            await FillAsync(store, 10);
        }

        Assert.Empty(await StoreFile.CheckAsync(_directory, CancellationToken.None));
        Execute("INSERT INTO messages (stream, first, last, count, bytes, published, scheduled, body) VALUES (99, 0, 0, 1, 0, 0, 0, x'00000000'); INSERT INTO subscriptions (stream, name, low_mark, acked) VALUES (1, 'broken', 0, x'ff')");
        var problems = await StoreFile.CheckAsync(_directory, CancellationToken.None);
        Assert.Contains(problems, problem => problem.Contains("99", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("broken", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE messages SET body = substr(body, 1, length(body) - 1)", "cannot be read")]
    [InlineData("UPDATE messages SET body = x'ff' || body", "cannot be read")]
    [InlineData("UPDATE messages SET body = substr(body, 1, length(body) - 1) || x'01'", "cannot be read")]
    [InlineData("UPDATE messages SET published = published + 1", "cannot be read")]
    [InlineData("UPDATE messages SET bytes = bytes + 1", "cannot be read")]
    [InlineData("UPDATE messages SET last = last + 1", "cannot be read")]
    [InlineData("INSERT INTO messages (stream, first, last, count, bytes, published, scheduled, body) SELECT stream, first - 1, last, count, bytes, published, scheduled, body FROM messages LIMIT 1", "stored twice")]
    [InlineData("INSERT INTO scheduled VALUES (1, 5, 5)", "schedule")]
    public async Task The_check_looks_into_the_rows_of_messages(string damage, string expected)
    {
        await using (var store = SqliteStore.Open(_directory))
        {
            await FillAsync(store, 10);
        }

        Execute(damage);
        Assert.Contains(await StoreFile.CheckAsync(_directory, CancellationToken.None), problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payload_that_was_changed_is_not_given_out()
    {
        await using (var filling = SqliteStore.Open(_directory))
        {
            await FillAsync(filling, 10);
        }

        Execute("UPDATE messages SET body = substr(body, 1, length(body) - 1) || x'01'");
        await using var store = SqliteStore.Open(_directory);
        Assert.Contains("gdn-server check", (await Assert.ThrowsAsync<GdnException>(() => store.Messages.ReadAsync(1, 0, 10, 1_000, CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Contains("gdn-server check", (await Assert.ThrowsAsync<GdnException>(() => store.Messages.ReadEntriesAsync(1, [3], 1_000, CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_damaged_pages_is_refused_and_left_as_it_is()
    {
        await using (var store = SqliteStore.Open(_directory))
        {
            await FillAsync(store, 2_000);
        }

        var bytes = await File.ReadAllBytesAsync(Database);
        Array.Fill(bytes, (byte)0xEE, bytes.Length / 2, 20_000);
        await File.WriteAllBytesAsync(Database, bytes);
        var error = Assert.Throws<GdnException>(() => SqliteStore.Open(_directory));
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Database));
        Assert.NotEmpty(await StoreFile.CheckAsync(_directory, CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused_and_left_as_it_is()
    {
        await using (var store = SqliteStore.Open(_directory))
        {
            await FillAsync(store, 2_000);
        }

        var bytes = (await File.ReadAllBytesAsync(Database))[..40_000];
        await File.WriteAllBytesAsync(Database, bytes);
        Assert.Equal(GdnErrorCode.Unavailable, Assert.Throws<GdnException>(() => SqliteStore.Open(_directory)).Code);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Database));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        Execute("CREATE TABLE diary (day TEXT); INSERT INTO diary VALUES ('monday')");
        var bytes = await File.ReadAllBytesAsync(Database);
        var error = Assert.Throws<GdnException>(() => SqliteStore.Open(_directory));
        Assert.Contains("another program", error.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Database));
    }

    [Fact]
    public async Task Two_servers_cannot_work_on_one_directory()
    {
        await using (SqliteStore.Open(_directory))
        {
            var error = Assert.Throws<GdnException>(() => SqliteStore.Open(_directory));
            Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        }

        await SqliteStore.Open(_directory).DisposeAsync();
    }

    private static async Task<StreamRecord> FillAsync(SqliteStore store, int messages)
    {
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        await TestAppend.StoreAsync(store.Messages, stream, Enumerable.Range(0, messages).Select(i => new StoredMessage { Payload = new byte[100], PublishTime = i }));
        return stream;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
