using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What Move-GdnMessage or Copy-GdnMessage did with the messages of a stream.</summary>
public sealed class GdnTransfer : DisplayObject
{
    private readonly SortedDictionary<string, long> _targets = new(StringComparer.Ordinal);

    internal GdnTransfer(StreamName stream, string? subscription) => (Stream, Scope, Subscription) = (stream.Name, stream.Scope, subscription);

    /// <summary>Name of the stream that the messages came from, without the prefix of the scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of that stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>The subscription that they came by; null where none was used.</summary>
    public string? Subscription { get; }

    /// <summary>Messages stored at their targets now.</summary>
    public long Stored { get; private set; }

    /// <summary>Messages that an earlier run, or this one before its connection broke, had stored already. Move-GdnMessage has taken them from the source.</summary>
    public long AlreadyThere { get; private set; }

    /// <summary>Messages that the filters, the script block or the limit of moves left where they are.</summary>
    public long Skipped { get; internal set; }

    /// <summary>Messages that could not be stored and stay where they are; errors tell why.</summary>
    public long Failed { get; internal set; }

    /// <summary>How many messages each target has now of them, by the target's name.</summary>
    public IReadOnlyDictionary<string, long> Targets => _targets;

    /// <inheritdoc/>
    public override string ToString() => $"{Stream}: {Stored}";

    /// <summary>One message is at its target.</summary>
    internal void Arrived(StreamName target, bool wasThere)
    {
        (Stored, AlreadyThere) = wasThere ? (Stored, AlreadyThere + 1) : (Stored + 1, AlreadyThere);
        _targets[target.Topic] = (_targets.TryGetValue(target.Topic, out var count) ? count : 0) + 1;
    }
}
