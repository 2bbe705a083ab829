namespace GdnStreams.Engine;

/// <summary>Removes a stream's messages as acknowledgements, expiry and retention allow.</summary>
internal sealed class Trimmer(EngineStream stream, IMaintenanceStore store)
{
    private const int Step = 1_000;
    private long _trimmed;

    /// <summary>After an acknowledgement: removes what everybody acknowledged, unless it is retained. Only much at a time, except at rest: a removal costs a commit.</summary>
    public async Task AfterAcknowledgementAsync(StreamPolicy policy, bool isAtRest)
    {
        if (policy.Retains || LowMark() is not { } below)
        {
            return;
        }

        var trimmed = Volatile.Read(ref _trimmed);
        if (below >= trimmed + Step || (isAtRest && below >= stream.Log.Watermark && below != trimmed))
        {
            await TrimAsync(below, CancellationToken.None);
            Volatile.Write(ref _trimmed, below);
        }
    }

    /// <summary>Acknowledges what is older than its time to live, then removes what is not retained.</summary>
    public async Task SweepAsync(StreamPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        long? expired = null;
        if (policy.MessageTtl is { } ttl && ttl > TimeSpan.Zero)
        {
            expired = await ExpireAsync(null, StreamPolicy.Before(now, ttl), cancellationToken);
        }

        // A stream that nobody subscribed to keeps its messages until they expire or their retention ends.
        var below = LowMark() ?? (policy.Retains ? stream.Log.Watermark : expired ?? 0);
        if (policy.Retains)
        {
            below = Math.Min(below, Math.Max(
                await OldestByTimeAsync(policy.RetentionTime, now, cancellationToken),
                await OldestBySizeAsync(policy.RetentionBytes, cancellationToken)));
        }

        if (below > stream.Log.First)
        {
            await TrimAsync(below, cancellationToken);
        }
    }

    /// <summary>Acknowledges what was published before a time, for one subscription or all durable ones; the first entry that stays.</summary>
    public async Task<long> ExpireAsync(Subscription? only, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var end = stream.Log.Watermark;
        var below = Math.Min(end, await store.FindByTimeAsync(stream.Id, before, cancellationToken) ?? end);
        foreach (var subscription in only is null ? stream.Subscriptions().Where(s => s.IsDurable) : [only])
        {
            if (subscription.LowMark < below)
            {
                subscription.SkipTo(below);
                await subscription.FlushAsync();
            }
        }

        return below;
    }

    /// <summary>What all durable subscriptions acknowledged, on disk too; null where there is none.</summary>
    public long? LowMark() => stream.Subscriptions().Min(s => s.DurableLowMark);

    private async Task TrimAsync(long below, CancellationToken cancellationToken)
    {
        await stream.Log.TrimAsync(below, cancellationToken);

        // A cursor that was set back meanwhile waits for nothing that is gone: it is seen here, or it sees that itself.
        Interlocked.MemoryBarrier();
        foreach (var subscription in stream.Subscriptions().Where(s => s.LowMark < stream.Log.First))
        {
            subscription.SkipTo(stream.Log.First);
        }
    }

    private async Task<long> OldestByTimeAsync(TimeSpan? kept, DateTimeOffset now, CancellationToken cancellationToken) => kept switch
    {
        null => 0,
        { } time when time == Timeout.InfiniteTimeSpan => 0,
        { } time => await store.FindByTimeAsync(stream.Id, StreamPolicy.Before(now, time), cancellationToken) ?? stream.Log.Watermark,
    };

    private async Task<long> OldestBySizeAsync(long? kept, CancellationToken cancellationToken) => kept switch
    {
        null or -1 => 0,
        { } bytes => await store.FindBySizeAsync(stream.Id, bytes, cancellationToken) ?? stream.Log.Watermark,
    };
}
