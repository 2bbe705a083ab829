namespace GdnStreams.Cmdlets;

/// <summary>What Export-GdnMessage wrote to a file.</summary>
public sealed class GdnExport : DisplayObject
{
    internal GdnExport(string path, long count, long length, string? first, string? last) =>
        (Path, Count, Length, FirstMessageId, LastMessageId) = (path, count, length, first, last);

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Messages written now; what the file had before does not count.</summary>
    public long Count { get; }

    /// <summary>Bytes of the file, all in all.</summary>
    public long Length { get; }

    /// <summary>Id of the first message written now; null where none was.</summary>
    public string? FirstMessageId { get; }

    /// <summary>Id of the last message in the file; null where it has none.</summary>
    public string? LastMessageId { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Count}";
}
