using System.Globalization;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>What arrived by one subscription or reader, whoever took it. Thread-safe.</summary>
/// <param name="name">Name for messages.</param>
/// <param name="isOrdered">Whether the first deliveries come in the order of each producer.</param>
/// <param name="repeats">Whether a stored message may come more than once.</param>
internal sealed class Inbox(string name, bool isOrdered, bool repeats)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(int Producer, int Index)> _received = [];
    private readonly HashSet<MessageId> _ids = [];
    private readonly Dictionary<int, int> _last = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _outOfOrder = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HashSet<(int Producer, int Index)>? _missing;

    public string Name => name;

    /// <summary>What was wrong.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _problems,
                    .. Told("came out of order", _outOfOrder),
                    .. Told("never came", _missing?.Order().Select(missing => $"{missing.Producer}:{missing.Index}") ?? []),
                ];
            }
        }
    }

    /// <summary>Takes one delivery.</summary>
    public void Take(ReceivedMessage message)
    {
        var parts = message.Text.Split(':');
        var key = (Producer: int.Parse(parts[0], CultureInfo.InvariantCulture), Index: int.Parse(parts[1], CultureInfo.InvariantCulture));
        lock (_lock)
        {
            if (!_ids.Add(message.Id) && !repeats)
            {
                _problems.Add($"{name}: {key.Producer}:{key.Index} came twice, as {message.Id}");
            }

            if (!_received.Add(key))
            {
                return;
            }

            if (isOrdered && _last.TryGetValue(key.Producer, out var last) && key.Index < last)
            {
                _outOfOrder.Add($"{key.Producer}:{key.Index} after {key.Producer}:{last}");
            }

            _last[key.Producer] = Math.Max(key.Index, _last.GetValueOrDefault(key.Producer, -1));
            if (_missing?.Remove(key) == true && _missing.Count == 0)
            {
                _complete.TrySetResult();
            }
        }
    }

    /// <summary>Notes what is wrong.</summary>
    public void Add(string problem)
    {
        lock (_lock)
        {
            _problems.Add($"{name}: {problem}");
        }
    }

    /// <summary>Completes when everything that was acknowledged has arrived.</summary>
    public Task Expect(IEnumerable<Ledger> ledgers)
    {
        lock (_lock)
        {
            _missing = [.. ledgers.SelectMany(ledger => ledger.Stored.Select(index => (ledger.Producer, index)))];
            _missing.ExceptWith(_received);
            if (_missing.Count == 0)
            {
                _complete.TrySetResult();
            }
        }

        return _complete.Task;
    }

    private string[] Told(string what, IEnumerable<string> which)
    {
        var all = which.ToArray();
        return all.Length == 0 ? [] : [$"{name}: {all.Length} {what}: {string.Join(", ", all.Take(8))}"];
    }
}
