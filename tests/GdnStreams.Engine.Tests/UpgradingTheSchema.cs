using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Engine.Tests;

public sealed class UpgradingTheSchema : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-upgrade-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task From_the_first_one_keeps_messages_cursors_producers_and_documents()
    {
        CreateFirstSchema(
            """
            INSERT INTO streams (id, tenant, namespace, topic, persistent, terminated, next_entry) VALUES (7, 'demo', 'c8global._system', 'c8globals.x', 1, 0, 0);
            INSERT INTO messages (stream, entry, published, payload, key) VALUES (7, 3, 1000, x'6869', 'k'), (7, 4, 1001, x'', null);
            INSERT INTO subscriptions (stream, name, low_mark, islands) VALUES (7, 's', 3, x'04000000000000000900000000000000'), (7, 't', 2, null);
            INSERT INTO producers (stream, name, sequence_id) VALUES (7, 'p', 12);
            INSERT INTO documents (kind, key, json) VALUES ('user', 'root', '{}');
            """);
        await using var store = SqliteStore.Open(_directory);
        var stream = await store.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None);
        Assert.Equal(new StreamRecord(7, EngineFixture.Topic, 3, 5, IsTerminated: false), stream);
        var messages = await store.Messages.ReadAsync(7, 0, 10, 1000, CancellationToken.None);
        Assert.Equal([(3, "k"), (4, null)], messages.Select(m => (m.EntryId, m.Key)));
        var subscriptions = await store.Messages.ListSubscriptionsAsync(7, CancellationToken.None);
        Assert.Equal([("s", 3), ("t", 2)], subscriptions.Select(s => (s.Name, s.LowMark)));
        Assert.Equal([(4, 9)], subscriptions[0].Islands);
        Assert.Equal(12, await store.Messages.GetLastSequenceIdAsync(7, "p", CancellationToken.None));
        Assert.Equal("{}", await store.Documents.GetDocumentAsync("user", "root", CancellationToken.None));
    }

    [Fact]
    public async Task Makes_an_upgraded_file_the_same_as_a_new_one()
    {
        CreateFirstSchema("");
        await SqliteStore.Open(_directory).DisposeAsync();
        var upgraded = Describe(_directory);
        var fresh = Directory.CreateDirectory(Path.Combine(_directory, "fresh")).FullName;
        await SqliteStore.Open(fresh).DisposeAsync();
        Assert.Equal(Describe(fresh), upgraded);
    }

    private static string Describe(string directory)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, SqliteStore.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT group_concat(name || ':' || coalesce(sql, ''), '|') FROM (SELECT * FROM sqlite_master ORDER BY name)
            UNION ALL SELECT user_version FROM pragma_user_version UNION ALL SELECT application_id FROM pragma_application_id
            UNION ALL SELECT auto_vacuum FROM pragma_auto_vacuum
            """;
        using var row = command.ExecuteReader();
        var text = "";
        while (row.Read())
        {
            text += row.GetString(0) + "\n";
        }

        return text;
    }

    private void CreateFirstSchema(string content)
    {
        using var resource = typeof(SqliteStore).Assembly.GetManifestResourceStream("GdnStreams.Server.Store.Migrations.0001.sql")!;
        using var script = new StreamReader(resource);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, SqliteStore.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = script.ReadToEnd() + "PRAGMA journal_mode = WAL; PRAGMA user_version = 1;" + content;
        command.ExecuteNonQuery();
    }
}
