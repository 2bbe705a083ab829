using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>
/// How many durable subscriptions each tenant has: counted in the store when the first is made, and along with them from then on. Thread-safe.
/// </summary>
/// <param name="store">Counts.</param>
/// <param name="most">Most of one tenant.</param>
internal sealed class SubscriptionLimits(IMaintenanceStore store, int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts one more, before it is made.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.LimitExceeded"/></exception>
    public async Task AddAsync(string tenant)
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

    /// <summary>There are some fewer.</summary>
    public void Remove(string tenant, int count)
    {
        lock (_lock)
        {
            if (_counts.TryGetValue(tenant, out var counted))
            {
                _counts[tenant] = counted - count;
            }
        }
    }

    /// <summary>Many were removed at once: they are counted again.</summary>
    public void Forget(string tenant)
    {
        lock (_lock)
        {
            _counts.Remove(tenant);
        }
    }

    /// <summary>False where they are not counted yet.</summary>
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
