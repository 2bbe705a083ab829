using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What moving the cursor of a subscription did.</summary>
public sealed class GdnCursorMove : DisplayObject
{
    internal GdnCursorMove(StreamName stream, string name, long before, long after) =>
        (Stream, Scope, Name, Moved, BacklogBefore, Backlog) = (stream.Name, stream.Scope, name, Math.Abs(before - after), before, after);

    /// <summary>Name of the subscription.</summary>
    public string Name { get; }

    /// <summary>Name of its stream, without the prefix of the scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of its stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>How many messages left the backlog or came back into it. What is sent and acknowledged in the same moment counts with them.</summary>
    public long Moved { get; }

    /// <summary>The backlog before.</summary>
    public long BacklogBefore { get; }

    /// <summary>The backlog now.</summary>
    public long Backlog { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Stream}/{Name}: {Moved}";
}
