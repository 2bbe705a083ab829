using System.Globalization;
using GdnStreams.Server.Store;

namespace GdnStreams.Engine.Tests;

/// <summary>Rows hold many messages; what is asked for and what is removed is a part of them. Compared with a list of messages, by chance.</summary>
public sealed class TrimmingBatches
{
    private readonly SortedDictionary<long, StoredMessage> _expected = [];
    private long _compactedBelow;
    private long _next;
    private long _time = 1_000;

    [Fact]
    public async Task A_part_of_a_row_is_as_good_as_a_row()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            await new TrimmingBatches().RunAsync(seed);
        }
    }

    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        await using var store = SqliteStore.Open(null);
        var stream = await store.Messages.CreateStreamAsync(EngineFixture.Topic, int.MaxValue, CancellationToken.None);
        for (var step = 0; step < 25; step++)
        {
            switch (random.Next(6))
            {
                case 0:
                    await TrimAsync(store, stream.Id, random.NextInt64(_next + 1));
                    break;
                case 1 when random.Next(2) == 0:
                    await CompactAsync(store, stream.Id, random.NextInt64(_next + 1));
                    break;
                default:
                    await StoreRowAsync(store, stream.Id, random);
                    break;
            }

            await CompareAsync(store, stream.Id, random, $"seed {seed}, step {step}");
        }

        Assert.Empty(await store.Readers.ReadAsync(Integrity.Check, CancellationToken.None));
    }

    /// <summary>Messages of one transaction: one row.</summary>
    private async Task StoreRowAsync(SqliteStore store, long stream, Random random)
    {
        var messages = Enumerable.Range(0, random.Next(1, 12)).Select(_ => new StoredMessage
        {
            EntryId = _next++,
            Payload = new byte[random.Next(4) == 0 ? 0 : random.Next(20)],
            PublishTime = _time += random.Next(3),
            Key = random.Next(3) == 0 ? null : random.Next(6).ToString(CultureInfo.InvariantCulture),
            DeliverAt = random.Next(4) == 0 ? _time + random.Next(1, 50) : 0,
        }).ToArray();
        await store.Writer.RunAsync(
            writer =>
            {
                Array.ForEach(messages, message => writer.Messages.Add(stream, message));
                return true;
            },
            CancellationToken.None);
        Array.ForEach(messages, message => _expected.Add(message.EntryId, message));
    }

    private async Task TrimAsync(SqliteStore store, long stream, long below)
    {
        await store.Messages.TrimAsync(stream, below, CancellationToken.None);
        Remove(entry => entry < below && entry >= _compactedBelow);
    }

    private async Task CompactAsync(SqliteStore store, long stream, long below)
    {
        _compactedBelow = Math.Max(_compactedBelow, below);
        var keyed = _expected.Values.Where(message => message.EntryId < below && message.Key is not null).GroupBy(message => message.Key).ToArray();
        var replaced = keyed.SelectMany(key => key.Last().Payload.IsEmpty ? key : key.SkipLast(1)).Select(message => message.EntryId).ToHashSet();
        Assert.Equal(replaced.Count, await store.Messages.Maintenance.CompactAsync(stream, below, CancellationToken.None));
        Remove(replaced.Contains);
    }

    private void Remove(Func<long, bool> isRemoved)
    {
        foreach (var entry in _expected.Keys.Where(isRemoved).ToArray())
        {
            _expected.Remove(entry);
        }
    }

    private async Task CompareAsync(SqliteStore store, long stream, Random random, string where)
    {
        var none = CancellationToken.None;
        var record = (await store.Messages.FindStreamAsync(EngineFixture.Topic, none))!;
        Assert.True(_next == record.NextEntryId, where);
        if (_expected.Count > 0)
        {
            Assert.True(_expected.First().Key == record.FirstEntryId, where);
        }

        var (from, count) = (random.NextInt64(_next + 1), random.Next(1, 30));
        var expected = _expected.Values.Where(message => message.EntryId >= from).ToArray();
        Assert.Equal(expected.Take(count).Select(Describe), (await store.Messages.ReadAsync(stream, from, count, long.MaxValue, none)).Select(Describe));
        Assert.Equal(expected.Take(count).Select(message => message.EntryId), await store.Messages.Maintenance.ListEntriesAsync(stream, from, count, none));
        var entries = Enumerable.Range(0, 20).Select(_ => random.NextInt64(_next + 1)).ToArray();
        Array.Sort(entries, 0, 10);
        Assert.Equal(entries.Where(_expected.ContainsKey).Select(entry => Describe(_expected[entry])), (await store.Messages.ReadEntriesAsync(stream, entries, long.MaxValue, none)).Select(Describe));
        var below = _expected.Values.Where(message => message.EntryId < from).ToArray();
        Assert.Equal((below.Length, below.Sum(message => message.Payload.Length)), await store.Messages.MeasureAsync(stream, from, none));
        var time = random.NextInt64(990, _time + 3);
        Assert.Equal(_expected.Values.FirstOrDefault(message => message.PublishTime >= time)?.EntryId, await store.Messages.Maintenance.FindByTimeAsync(stream, DateTimeOffset.FromUnixTimeMilliseconds(time), none));
        Assert.Equal(FirstBySize(count), await store.Messages.Maintenance.FindBySizeAsync(stream, count, none));
        var scheduled = _expected.Values.Where(message => message.DeliverAt != 0 && message.EntryId < from).Select(message => (message.DeliverAt, message.EntryId)).Order();
        Assert.Equal(scheduled.Take(count), await store.Messages.Maintenance.ListScheduledAsync(stream, 0, 0, from, count, none));
    }

    private long? FirstBySize(long bytes)
    {
        long? found = null;
        foreach (var message in _expected.Values.Reverse())
        {
            if ((bytes -= message.Payload.Length) < 0)
            {
                break;
            }

            found = message.EntryId;
        }

        return found;
    }

    private static string Describe(StoredMessage message) => $"{message.EntryId} {message.Key} {message.PublishTime} {message.DeliverAt} {message.Payload.Length}";
}
