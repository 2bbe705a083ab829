using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The end of a terminated stream.</summary>
public sealed class GdnStreamEnd : DisplayObject
{
    internal GdnStreamEnd(StreamName stream, MessageId last) => (Name, Scope, LastMessageId) = (stream.Name, stream.Scope, last.ToString());

    /// <summary>Name of the stream, without the prefix of its scope.</summary>
    public string Name { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>What the server calls its last message.</summary>
    public string LastMessageId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ends with {LastMessageId}";
}
