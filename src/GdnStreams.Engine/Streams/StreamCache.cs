using System.Collections.Concurrent;
using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>The streams that are in memory: loaded when they are used, evicted when they are idle.</summary>
/// <param name="loadAsync">Loads a stream; null where there is none.</param>
/// <param name="mostIdle">As many may be idle. Where there are more, who loads another evicts those that nobody uses or used just now.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamCache(Func<TopicName, Task<EngineStream?>> loadAsync, int mostIdle, TimeProvider time)
{
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<TopicName, Task<EngineStream?>> _loaded = new();
    private long _loads;
    private long _evictions;

    public int Count => _loaded.Count;

    /// <summary>How many streams have left the memory so far because they were idle.</summary>
    public long Evictions => Interlocked.Read(ref _evictions);

    /// <summary>The stream, or null where there is none.</summary>
    public async Task<StreamLease?> FindAsync(TopicName topic)
    {
        while (await FindLoadedAsync(topic) is { } stream)
        {
            // During a deletion a caller finds the whole stream or none, never half of it.
            await stream.DeletionEndedAsync();
            if (stream.TryHold())
            {
                return new StreamLease(stream);
            }
        }

        return null;
    }

    /// <summary>The stream without a lease, also while it is being deleted; null where there is none.</summary>
    public async Task<EngineStream?> FindLoadedAsync(TopicName topic)
    {
        while (true)
        {
            var loading = _loaded.GetOrAdd(topic, LoadAsync);
            EngineStream? stream;
            try
            {
                stream = await loading;
            }
            catch
            {
                Forget(topic, loading);
                throw;
            }

            if (stream is { IsRetired: false })
            {
                return stream;
            }

            // A missing stream is not remembered: it may be created at any time, and there is no limit to names that do not exist.
            Forget(topic, loading);
            if (stream is null)
            {
                return null;
            }
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    public async Task<StreamLease> GetAsync(TopicName topic) => await FindAsync(topic) ?? throw NotFound(topic);

    public static GdnException NotFound(TopicName topic) =>
        new(GdnErrorCode.StreamNotFound, $"There is no stream {topic.Topic} in {topic.Tenant}/{topic.Namespace}.");

    /// <summary>A look-up that ended just before the stream was created may still say that there is none.</summary>
    public async Task ForgetMissingAsync(TopicName topic)
    {
        if (_loaded.TryGetValue(topic, out var loading) && await loading is null)
        {
            Forget(topic, loading);
        }
    }

    public void EvictIdle(DateTimeOffset unusedSince)
    {
        foreach (var (topic, loading) in _loaded)
        {
            if (loading is { IsCompletedSuccessfully: true, Result: { } stream } && stream.TryRetire(unusedSince))
            {
                Forget(topic, loading);
                Interlocked.Increment(ref _evictions);
            }
        }
    }

    /// <summary>Those in memory, without any that cannot be loaded.</summary>
    public async Task<IReadOnlyList<EngineStream>> SnapshotAsync()
    {
        var streams = new List<EngineStream>();
        foreach (var loading in _loaded.Values)
        {
            await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (loading is { IsCompletedSuccessfully: true, Result: { } stream })
            {
                streams.Add(stream);
            }
        }

        return streams;
    }

    private async Task<EngineStream?> LoadAsync(TopicName topic)
    {
        var stream = await loadAsync(topic);

        // Not at each load: it looks at all streams, and taking their number waits for everybody else.
        if (stream is not null && Interlocked.Increment(ref _loads) % (1 + (mostIdle / 2)) == 0 && _loaded.Count > mostIdle)
        {
            EvictIdle(time.GetUtcNow() - JustNow);
        }

        return stream;
    }

    private void Forget(TopicName topic, Task<EngineStream?> loading) => _loaded.TryRemove(new KeyValuePair<TopicName, Task<EngineStream?>>(topic, loading));
}
