using System.Collections.Concurrent;

namespace GdnStreams.Server.SignIn;

/// <summary>
/// A cache of documents, so that not every request reads and parses them. Bounded in characters. A change by another process is
/// seen after <see cref="Freshness"/>, a change by this one at once.
/// </summary>
internal sealed class RecentlyRead<TKey, TValue>(TimeProvider time)
    where TKey : notnull
    where TValue : class
{
    /// <summary>How long a value is used before it is read again.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>Most characters of all values together, as they are stored.</summary>
    private const long MostCharacters = 8 * 1024 * 1024;

    private readonly ConcurrentDictionary<TKey, (TValue Value, long Since)> _entries = new();
    private long _characters;
    private long _changes;

    /// <param name="key">What to find.</param>
    /// <param name="load">Reads it and tells how many characters it has; null where it does not exist.</param>
    public async ValueTask<TValue?> GetAsync(TKey key, Func<Task<(TValue Value, int Characters)?>> load)
    {
        if (_entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Since) < Freshness)
        {
            return entry.Value;
        }

        var since = time.GetTimestamp();
        var changes = Interlocked.Read(ref _changes);
        if (await load() is not var (value, characters))
        {
            Forget(key);
            return null;
        }

        // If it was changed while it was read, the next caller reads it again.
        if (changes == Interlocked.Read(ref _changes))
        {
            if (Interlocked.Add(ref _characters, characters) > MostCharacters)
            {
                _entries.Clear();
                Interlocked.Exchange(ref _characters, characters);
            }

            _entries[key] = (value, since);
        }

        return value;
    }

    /// <summary>Drops a value that was changed: the next caller reads it again.</summary>
    public void Forget(TKey key)
    {
        Interlocked.Increment(ref _changes);
        _entries.TryRemove(key, out _);
    }
}
