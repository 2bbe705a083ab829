using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>What a subscription has not acknowledged, looked at from outside: by place, without delivering it.</summary>
internal sealed class Backlog(EngineStream stream, Subscription subscription, IMessageStore store)
{
    private const int Page = 4_096;

    /// <summary>Acknowledges the oldest messages; returns how many there were.</summary>
    public async Task<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        long skipped = 0;
        long end = 0;
        await foreach (var entry in EntriesAsync(cancellationToken))
        {
            if (skipped == count)
            {
                break;
            }

            end = entry + 1;
            skipped++;
        }

        subscription.SkipTo(end);
        await subscription.FlushAsync();
        return skipped;
    }

    /// <summary>Messages from a place on; 0 is the oldest. No further one is read once this many bytes are, at least one is.</summary>
    public async Task<IReadOnlyList<Delivery>> PeekAsync(long skip, int count, long maxBytes, CancellationToken cancellationToken)
    {
        var entries = new List<long>();
        await foreach (var entry in EntriesAsync(cancellationToken))
        {
            if (skip-- > 0)
            {
                continue;
            }

            entries.Add(entry);
            if (entries.Count == count)
            {
                break;
            }
        }

        var messages = await store.ReadEntriesAsync(stream.Id, entries, maxBytes, cancellationToken);
        return [.. messages.Select(message => new Delivery(new MessagePosition(stream.Id, message.EntryId), message, 0))];
    }

    private async IAsyncEnumerable<long> EntriesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var acks = new AckSet(await subscription.SnapshotAsync());
        var end = stream.Log.Watermark;
        var next = acks.LowMark;
        while (true)
        {
            var page = await store.Maintenance.ListEntriesAsync(stream.Id, next, Page, cancellationToken);
            foreach (var entry in page)
            {
                if (entry < end && !acks.Contains(entry))
                {
                    yield return entry;
                }
            }

            if (page.Count < Page || page[^1] >= end)
            {
                yield break;
            }

            next = page[^1] + 1;
        }
    }
}
