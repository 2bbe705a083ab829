using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What Import-GdnMessage sent of a file, or of the lines of its pipeline.</summary>
public sealed class GdnImport : DisplayObject
{
    internal GdnImport(string? path, StreamName stream) => (Path, Stream, Scope) = (path, stream.Name, stream.Scope);

    /// <summary>Full path of the file; null where the lines came from the pipeline.</summary>
    public string? Path { get; }

    /// <summary>Name of the stream, without the prefix of the scope.</summary>
    public string Stream { get; }

    /// <summary>Scope of the stream.</summary>
    public StreamScope Scope { get; }

    /// <summary>Lines read.</summary>
    public long Lines { get; internal set; }

    /// <summary>Messages stored now.</summary>
    public long Imported { get; internal set; }

    /// <summary>Messages that the stream had already, from an import of the same lines; they were not stored again.</summary>
    public long AlreadyThere { get; internal set; }

    /// <summary>Messages that were not stored; an error tells of each.</summary>
    public long Failed { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Stream}: {Imported}";
}
