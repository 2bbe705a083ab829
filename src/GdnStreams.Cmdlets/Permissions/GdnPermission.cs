using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What somebody may do with a fabric or a stream.</summary>
public abstract class GdnPermission : DisplayObject
{
    private protected GdnPermission(string fabric, StreamName? stream, Permission permission) =>
        (Fabric, Stream, Scope, Permission) = (fabric, stream?.Name, stream?.Scope, permission);

    /// <summary>The fabric.</summary>
    public string Fabric { get; }

    /// <summary>The stream; null where it is about the whole fabric.</summary>
    public string? Stream { get; }

    /// <summary>Scope of the stream; null where it is about the whole fabric.</summary>
    public StreamScope? Scope { get; }

    /// <summary>None, ReadOnly, WriteOnly or ReadWrite.</summary>
    public Permission Permission { get; }

    /// <summary>Permission and what it is about.</summary>
    public override string ToString() => $"{Permission} on {(Stream is null ? Fabric : $"{Fabric}/{Stream}")}";
}
