using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Engine.Tests;

/// <summary>The way to the next schema is tried with scripts of the tests.</summary>
public sealed class UpgradingTheSchema : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-upgrade-").FullName;

    private string Database => Path.Combine(_directory, SqliteStore.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_later_script_keeps_what_is_there_and_runs_once()
    {
        await FillAsync();
        using var connection = Open();
        string[] scripts = [.. Schema.Scripts, "ALTER TABLE streams ADD COLUMN colour TEXT;", "UPDATE streams SET colour = 'red';"];
        Schema.Upgrade(connection, Schema.NewestVersion, scripts);
        Assert.Equal(scripts.Length, connection.Number("PRAGMA user_version"));
        Assert.Equal(1, connection.Number("SELECT count(*) FROM streams WHERE colour = 'red'"));
        Assert.Single(MessageQueries.Read(connection, 1, 0, 10, 1_000));
        Schema.Upgrade(connection, scripts.Length, scripts);
        Assert.Contains($"schema {scripts.Length}", Assert.Throws<GdnException>(() => Schema.EnsureOurs(connection, Database)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_from_before_there_were_checksums_are_read_and_new_ones_have_them()
    {
        using (var old = Open())
        {
            Schema.Upgrade(old, 0, Schema.Scripts.Take(1).ToList());
            using var command = old.Query(
                "INSERT INTO streams (tenant, namespace, topic, persistent) VALUES ($1, $2, $3, 1); INSERT INTO messages VALUES (1, 0, 0, 1, 3, 5, 0, x'000000030a0b0c')",
                EngineFixture.Topic.Tenant,
                EngineFixture.Topic.Namespace,
                EngineFixture.Topic.Topic);
            command.ExecuteNonQuery();
            Assert.Equal([], Integrity.Check(old));
            using var cut = old.Query("UPDATE messages SET body = x'000000030a'");
            cut.ExecuteNonQuery();
            Assert.Single(Integrity.Check(old));
            using var mended = old.Query("UPDATE messages SET body = x'000000030a0b0c'");
            mended.ExecuteNonQuery();
        }

        await using (var store = SqliteStore.Open(_directory))
        {
            var stream = (await store.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None))!;
            await TestAppend.StoreAsync(store.Messages, stream, new StoredMessage { Payload = new byte[3], PublishTime = 5 });
            Assert.Equal([10, 0], (await store.Messages.ReadAsync(1, 0, 10, 1_000, CancellationToken.None)).Select(message => (int)message.Payload.Span[0]));
        }

        using var connection = Open();
        Assert.Equal(1, connection.Number("SELECT count(*) FROM messages WHERE checksum IS NULL"));
        Assert.Equal(1, connection.Number("SELECT count(*) FROM messages WHERE checksum IS NOT NULL"));
        Assert.Equal([], Integrity.Check(connection));
    }

    [Fact]
    public async Task A_script_that_fails_changes_nothing()
    {
        await FillAsync();
        using var connection = Open();
        string[] scripts = [.. Schema.Scripts, "ALTER TABLE streams ADD COLUMN colour TEXT;", "INSERT INTO nowhere VALUES (1);"];
        Assert.Throws<SqliteException>(() => Schema.Upgrade(connection, Schema.NewestVersion, scripts));
        Assert.Equal(Schema.NewestVersion, connection.Number("PRAGMA user_version"));
        Assert.Equal(0, connection.Number("SELECT count(*) FROM pragma_table_info('streams') WHERE name = 'colour'"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_file_from_before_the_first_release_is_refused_with_what_to_do_and_left_as_it_is(int version)
    {
        await using (var connection = Open())
        {
            using var command = connection.Query(
                $"""
                CREATE TABLE streams (id INTEGER PRIMARY KEY); CREATE TABLE subscriptions (stream INTEGER);
                CREATE TABLE messages (stream INTEGER NOT NULL, entry INTEGER NOT NULL, published INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (stream, entry)) WITHOUT ROWID;
                PRAGMA user_version = {version}; PRAGMA application_id = {(version == 1 ? 0 : 1195658835)};
                """);
            command.ExecuteNonQuery();
        }

        var bytes = await File.ReadAllBytesAsync(Database);
        var refusal = Assert.Throws<GdnException>(() => SqliteStore.Open(_directory)).Message;
        Assert.Contains("before the first release", refusal, StringComparison.Ordinal);
        Assert.Contains("Export-GdnMessage", refusal, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Database));
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private async Task FillAsync()
    {
        await using var store = SqliteStore.Open(_directory);
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        await TestAppend.StoreAsync(store.Messages, stream, new StoredMessage { Payload = new byte[3], PublishTime = 5 });
    }
}
