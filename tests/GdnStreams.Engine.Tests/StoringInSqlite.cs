using GdnStreams.Protocol;
using GdnStreams.Server.Store;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Engine.Tests;

public sealed class StoringInSqlite : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-store-").FullName;

    private string File => Path.Combine(_directory, SqliteStore.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Reads_work_again_once_the_file_can_be_opened_again()
    {
        await using var store = SqliteStore.Open(_directory);
        System.IO.File.Move(File, File + ".away");
        await Assert.ThrowsAsync<GdnException>(() => store.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None));
        System.IO.File.Move(File + ".away", File);
        Assert.Null(await store.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None));
    }

    [Fact]
    public async Task Keeps_every_field_of_a_message()
    {
        await using var store = SqliteStore.Open(_directory);
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        var message = new StoredMessage
        {
                        Payload = new byte[] { 0, 1, 255 },
            PublishTime = 5,
            Key = "k",
            Properties = new Dictionary<string, string> { ["a"] = "ä" },
            EventTime = 6,
            DeliverAt = 7,
        };
        await TestAppend.StoreAsync(store.Messages, stream, message);
        var read = Assert.Single(await store.Messages.ReadAsync(stream.Id, 0, 10, 1000, CancellationToken.None));
        Assert.Equal(message.Payload.ToArray(), read.Payload.ToArray());
        Assert.Equal(("k", "ä", 5, 6, 7), (read.Key, read.Properties!["a"], read.PublishTime, read.EventTime!.Value, read.DeliverAt));
        Assert.Equal(1, (await store.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None))!.NextEntryId);
    }

    [Fact]
    public async Task Never_numbers_entries_or_streams_again()
    {
        await using var store = SqliteStore.Open(_directory);
        var first = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        await TestAppend.StoreAsync(store.Messages, first, new StoredMessage { Payload = default, PublishTime = 0 });
        await store.Messages.TrimAsync(first.Id, 1, CancellationToken.None);
        Assert.Equal(1, (await store.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None))!.NextEntryId);
        await store.Messages.DeleteStreamAsync(new StreamEnd(first.Id, first.NextEntryId), CancellationToken.None);
        Assert.Null(await store.Messages.FindStreamAsync(EngineFixture.Topic, CancellationToken.None));
        Assert.True((await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None)).Id > first.Id);
    }

    [Fact]
    public async Task Refuses_a_second_stream_of_the_same_name_without_harming_other_writes()
    {
        await using var store = SqliteStore.Open(_directory);
        await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        var again = store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        var document = store.Documents.PutDocumentAsync("user", "root", "{}", CancellationToken.None);
        Assert.Equal(GdnErrorCode.StreamExists, (await Assert.ThrowsAsync<GdnException>(() => again)).Code);
        await document;
        Assert.Equal("{}", await store.Documents.GetDocumentAsync("user", "root", CancellationToken.None));
    }

    [Fact]
    public async Task Refuses_a_newer_or_damaged_file_and_leaves_it_alone()
    {
        await SqliteStore.Open(_directory).DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        Assert.Contains("999", Assert.Throws<GdnException>(() => SqliteStore.Open(_directory)).Message, StringComparison.Ordinal);
        var garbage = new string('x', 10_000);
        await System.IO.File.WriteAllTextAsync(File, garbage);
        Assert.Throws<GdnException>(() => SqliteStore.Open(_directory));
        Assert.Equal(garbage, await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task Works_in_memory_with_readers_beside_the_writer()
    {
        await using var store = SqliteStore.Open(null);
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        await TestAppend.StoreAsync(store.Messages, stream, new StoredMessage { Payload = new byte[3], PublishTime = 0 });
        Assert.Equal((1, 3), await store.Messages.MeasureAsync(stream.Id, long.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task Gives_the_space_of_removed_messages_and_streams_back()
    {
        await using var store = SqliteStore.Open(_directory);
        var (trimmed, deleted) = (
            await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None),
            await store.Messages.CreateStreamAsync(EngineFixture.Topic with { Topic = "c8globals.other" }, int.MaxValue, CancellationToken.None));
        foreach (var stream in new[] { trimmed, deleted })
        {
            await TestAppend.StoreAsync(store.Messages, stream, Enumerable.Range(0, 6_000).Select(_ => new StoredMessage { Payload = new byte[2_000], PublishTime = 0 }));
        }

        var full = Pages();
        await store.Messages.TrimAsync(trimmed.Id, 6_000, CancellationToken.None);
        await store.Messages.DeleteStreamAsync(new StreamEnd(deleted.Id, deleted.NextEntryId), CancellationToken.None);
        while (await store.Messages.Maintenance.ReclaimAsync(CancellationToken.None))
        {
            // Step by step.
        }

        Assert.InRange(Pages(), 1, full / 4);
        Assert.Equal((0, 0), await store.Messages.MeasureAsync(deleted.Id, long.MaxValue, CancellationToken.None));
    }

    private long Pages()
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA page_count";
        return (long)command.ExecuteScalar()!;
    }
}
