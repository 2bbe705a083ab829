using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>What one producer sent and how each message ended. Thread-safe.</summary>
/// <param name="producer">Number of the producer; every message names it.</param>
/// <param name="isDeduplicated">Whether none of its messages may be stored twice.</param>
internal sealed class Ledger(int producer, bool isDeduplicated)
{
    private readonly Lock _lock = new();
    private readonly List<bool?> _stored = [];
    private readonly List<string> _problems = [];

    public int Producer => producer;

    public bool IsDeduplicated => isDeduplicated;

    /// <summary>What was wrong.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>The messages that were acknowledged.</summary>
    public IReadOnlyList<int> Stored
    {
        get
        {
            lock (_lock)
            {
                return [.. Enumerable.Range(0, _stored.Count).Where(index => _stored[index] == true)];
            }
        }
    }

    /// <summary>The messages that have no result yet.</summary>
    public IReadOnlyList<int> Unsettled
    {
        get
        {
            lock (_lock)
            {
                return [.. Enumerable.Range(0, _stored.Count).Where(index => _stored[index] is null)];
            }
        }
    }

    /// <summary>The next message.</summary>
    public (int Index, OutgoingMessage Message) Next(int bytes)
    {
        lock (_lock)
        {
            var index = _stored.Count;
            _stored.Add(null);
            return (index, OutgoingMessage.FromText($"{producer}:{index}:{new string('x', bytes)}"));
        }
    }

    /// <summary>Takes a message's result; null is success.</summary>
    public void Settle(int index, GdnException? error, params GdnErrorCode[] allowed)
    {
        lock (_lock)
        {
            if (_stored[index] is { } before)
            {
                _problems.Add($"producer {producer}: message {index} ended twice, {(before ? "stored" : "failed")} and {error?.Code.ToString() ?? "stored"}");
            }

            _stored[index] = error is null;
            if (error is not null && !allowed.Contains(error.Code))
            {
                _problems.Add($"producer {producer}: message {index} failed: {error.Code} {error.Message}");
            }
        }
    }

    /// <summary>Notes what is wrong.</summary>
    public void Add(string problem)
    {
        lock (_lock)
        {
            _problems.Add($"producer {producer}: {problem}");
        }
    }

    /// <summary>Every message has to have a result by now.</summary>
    public void EnsureSettled(string when)
    {
        if (Unsettled is { Count: > 0 } unsettled)
        {
            Add($"{when} these messages had no result: {string.Join(' ', unsettled)}");
        }
    }
}
