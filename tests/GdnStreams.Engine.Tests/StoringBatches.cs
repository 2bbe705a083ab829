using GdnStreams.Server.Store;

namespace GdnStreams.Engine.Tests;

/// <summary>Messages as bytes of a row, and back.</summary>
public sealed class StoringBatches
{
    [Fact]
    public void What_is_written_is_read()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var messages = Messages(random, random.Next(1, 40));
            var batch = new BatchWriter();
            foreach (var message in messages)
            {
                batch.Add(message);
            }

            Assert.Equal(
                (messages.Count, messages[0].EntryId, messages[^1].EntryId, messages[0].PublishTime),
                (batch.Count, batch.First, batch.Last, batch.Published));
            Assert.Equal(messages.Sum(message => message.Payload.Length), batch.Bytes);
            Assert.Equal(messages.Count(message => message.DeliverAt != 0), batch.Scheduled);
            Assert.Equal(messages.Select(Describe), Read(batch.First, batch.Published, batch.Body.ToArray()).Select(Describe));
        }
    }

    [Fact]
    public void A_batch_is_used_again()
    {
        var batch = new BatchWriter();
        batch.Add(new StoredMessage { EntryId = 3, Payload = new byte[500_000], PublishTime = 9, DeliverAt = 4 });
        batch.Clear();
        batch.Add(new StoredMessage { EntryId = 8, Payload = new byte[2], PublishTime = 1 });
        Assert.Equal((1, 8, 8, 2, 0), (batch.Count, batch.First, batch.Last, batch.Bytes, batch.Scheduled));
        Assert.Equal(8, Assert.Single(Read(8, 1, batch.Body.ToArray())).EntryId);
    }

    [Fact]
    public void A_batch_is_bounded_and_takes_one_message_of_any_size()
    {
        var batch = new BatchWriter();
        var message = new StoredMessage { Payload = new byte[1_000], PublishTime = 0 };
        for (; batch.Takes(message); message.EntryId++)
        {
            batch.Add(message);
        }

        Assert.InRange(batch.Body.Length, BatchWriter.MostBytes - 2_000, BatchWriter.MostBytes);
        var small = new StoredMessage { Payload = new byte[1], PublishTime = 0 };
        batch.Clear();
        for (; batch.Takes(small); small.EntryId++)
        {
            batch.Add(small);
        }

        Assert.Equal(BatchWriter.MostMessages, batch.Count);
        batch.Clear();
        var large = new StoredMessage { Payload = new byte[5_000_000], PublishTime = 0 };
        Assert.True(batch.Takes(large));
        batch.Add(large);
        Assert.False(batch.Takes(small));
    }

    [Fact]
    public void Garbage_is_told_or_read_but_never_leads_out_of_the_body()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            AssertReadOrTold(bytes, seed);
        }
    }

    [Fact]
    public void A_damaged_body_is_told_or_read_but_never_leads_out_of_it()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var batch = new BatchWriter();
            Messages(random, 5).ForEach(batch.Add);
            var bytes = batch.Body.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            AssertReadOrTold(random.Next(2) == 0 ? bytes : bytes[..random.Next(bytes.Length)], seed);
        }
    }

    private static void AssertReadOrTold(byte[] bytes, int seed)
    {
        try
        {
            Assert.True(Read(0, 0, bytes).Sum(message => (long)message.Payload.Length) <= bytes.Length);
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            Assert.Fail($"Seed {seed}: {e}");
        }
        catch (InvalidDataException)
        {
            // Told.
        }
    }

    private static List<StoredMessage> Read(long first, long published, byte[] body)
    {
        var read = new List<StoredMessage>();
        for (var batch = new BatchReader(first, published, body); batch.Read();)
        {
            read.Add(batch.ToMessage());
        }

        return read;
    }

    private static List<StoredMessage> Messages(Random random, int count)
    {
        var messages = new List<StoredMessage>();
        var (entry, time) = (random.NextInt64(0, 1L << random.Next(1, 60)), random.NextInt64(0, 1L << 42));
        for (var i = 0; i < count; i++)
        {
            var payload = new byte[random.Next(4) == 0 ? 0 : random.Next(1, 300)];
            random.NextBytes(payload);
            messages.Add(new StoredMessage
            {
                EntryId = entry,
                Payload = payload,
                PublishTime = time,
                Key = random.Next(2) == 0 ? null : random.Next(3) == 0 ? "" : $"key ä😀 {random.Next()}",
                Properties = random.Next(2) == 0 ? null : Enumerable.Range(1, random.Next(1, 4)).ToDictionary(n => $"ö{n}", n => new string('x', n * random.Next(100))),
                EventTime = random.Next(2) == 0 ? null : random.NextInt64(long.MinValue / 4, long.MaxValue / 4),
                DeliverAt = random.Next(3) == 0 ? random.NextInt64(1, long.MaxValue / 4) : 0,
            });
            entry += random.Next(5) == 0 ? random.Next(1, 1_000) : 1;
            time += random.Next(3) == 0 ? random.Next(-5, 1_000) : 0;
        }

        return messages;
    }

    private static string Describe(StoredMessage message) =>
        $"{message.EntryId} {message.PublishTime} {message.Key ?? "-"} {message.EventTime} {message.DeliverAt} {Convert.ToHexString(message.Payload.Span)} "
        + string.Join(",", message.Properties?.Select(pair => $"{pair.Key}={pair.Value}") ?? []);
}
