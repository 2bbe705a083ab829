using System.Diagnostics;

namespace GdnStreams.Cmdlets;

/// <summary>What a session has closed a moment ago: a Pulsar answers the goodbye before its broker knows of it, and calls the name busy meanwhile.</summary>
internal sealed class RecentlyLeft<T>
    where T : notnull
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<T, TimeSpan> _left = [];

    public void Add(T closed)
    {
        lock (_left)
        {
            foreach (var old in _left.Where(left => _clock.Elapsed - left.Value >= Recent).Select(left => left.Key).ToArray())
            {
                _left.Remove(old);
            }

            _left[closed] = _clock.Elapsed;
        }
    }

    public bool Any(Func<T, bool> isIt)
    {
        lock (_left)
        {
            return _left.Any(left => _clock.Elapsed - left.Value < Recent && isIt(left.Key));
        }
    }
}
