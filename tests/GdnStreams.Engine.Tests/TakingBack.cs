using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests;

public sealed class TakingBack
{
    [Fact]
    public async Task Leaves_a_consumer_that_reads_meanwhile_what_is_before_it_and_nothing_behind()
    {
        for (var round = 0; round < 300; round++)
        {
            var outbox = new Outbox(long.MaxValue, new MemoryBudget(long.MaxValue), () => { });
            for (var i = 0; i < 200; i++)
            {
                outbox.Write(new Delivery(new MessagePosition(1, i), new StoredMessage { EntryId = i, Payload = default, PublishTime = 0 }, 0));
            }

            outbox.Send();
            using var start = new Barrier(2);
            var clearing = Task.Run(() =>
            {
                start.SignalAndWait();
                outbox.Clear();
            });
            start.SignalAndWait();
            var seen = new List<long>();
            while (outbox.TryRead(out var delivery))
            {
                seen.Add(delivery.Position.EntryId);
            }

            await clearing;
            Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => (long)i), seen);
        }
    }
}
