using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The server's receipt for one sent message.</summary>
public sealed class GdnReceipt : DisplayObject
{
    internal GdnReceipt(StreamName stream, MessageId id, object? input) =>
        (Stream, Scope, MessageId, InputObject) = (stream.Name, stream.Scope, id.ToString(), input);

    /// <summary>Name of the stream, without the prefix of the scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>What the server calls the message. Where it is a duplicate, this is an id before the first message of any stream.</summary>
    public string MessageId { get; }

    /// <summary>Whether the server had stored this sequence id of this producer already, and so did not store it again.</summary>
    public bool IsDuplicate => IsOfDuplicate(new MessageId(MessageId));

    /// <summary>What was sent.</summary>
    public object? InputObject { get; }

    /// <inheritdoc/>
    public override string ToString() => MessageId;

    /// <summary>Whether a message that was acknowledged with this id was stored before.</summary>
    internal static bool IsOfDuplicate(MessageId id) => MessagePosition.TryParse(id.ToString(), out var position) && position == MessagePosition.Earliest;
}
