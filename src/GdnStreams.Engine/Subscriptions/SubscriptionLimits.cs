using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// How many durable subscriptions each tenant has. Counted in the store when the first one is made, and kept up to date from then on. Thread-safe.
/// </summary>
/// <param name="store">Counts.</param>
/// <param name="most">Most of one tenant.</param>
internal sealed class SubscriptionLimits(IMaintenanceStore store, int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>One stream may have one more.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.LimitExceeded"/></exception>
    public static void EnsureRoom(TopicName topic, int count, EngineOptions options)
    {
        if (count >= options.MaxStreamSubscriptions)
        {
            throw new GdnException(
                GdnErrorCode.LimitExceeded,
                $"The stream {topic.Topic} has {count} subscriptions and readers, and may not have more (--max-stream-subscriptions). Delete those that nobody needs, or raise the limit.");
        }
    }

    /// <summary>Counts one more and makes it.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.LimitExceeded"/></exception>
    public async Task CreateAsync(string tenant, Func<Task> createAsync)
    {
        await AddAsync(tenant);
        try
        {
            await createAsync();
        }
        catch
        {
            RemoveOne(tenant);
            throw;
        }
    }

    /// <summary>Deletes one and lowers the count.</summary>
    public async Task DeleteAsync(string tenant, Func<Task> deleteAsync)
    {
        await deleteAsync();
        RemoveOne(tenant);
    }

    private async Task AddAsync(string tenant)
    {
        while (!TryAdd(tenant))
        {
            var counted = await store.CountSubscriptionsAsync(tenant, CancellationToken.None);
            lock (_lock)
            {
                _counts.TryAdd(tenant, counted);
            }
        }
    }

    private void RemoveOne(string tenant)
    {
        lock (_lock)
        {
            if (_counts.TryGetValue(tenant, out var counted))
            {
                _counts[tenant] = counted - 1;
            }
        }
    }

    /// <summary>Many were removed at once: forgets the count, so that it is taken again.</summary>
    public void Forget(string tenant)
    {
        lock (_lock)
        {
            _counts.Remove(tenant);
        }
    }

    /// <summary>False if they have not been counted yet.</summary>
    private bool TryAdd(string tenant)
    {
        lock (_lock)
        {
            if (!_counts.TryGetValue(tenant, out var count))
            {
                return false;
            }

            if (count >= most)
            {
                throw new GdnException(
                    GdnErrorCode.LimitExceeded,
                    $"The tenant {tenant} has {count} durable subscriptions, and may not have more (--max-subscriptions). Delete those that nobody needs, or raise the limit.");
            }

            _counts[tenant] = count + 1;
            return true;
        }
    }
}
