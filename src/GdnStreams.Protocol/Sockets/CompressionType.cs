namespace GdnStreams.Protocol;

/// <summary>How the broker's storage compresses messages; frames on the socket are never compressed by it.</summary>
public enum CompressionType
{
    /// <summary>Not at all. The default.</summary>
    None,

    /// <summary>LZ4.</summary>
    LZ4,

    /// <summary>zlib.</summary>
    Zlib,

    /// <summary>Zstandard.</summary>
    Zstd,

    /// <summary>Snappy.</summary>
    Snappy,
}
