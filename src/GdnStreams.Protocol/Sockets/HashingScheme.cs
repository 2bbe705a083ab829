namespace GdnStreams.Protocol;

/// <summary>How a key chooses a partition (partitioned topics of a Pulsar cluster only).</summary>
public enum HashingScheme
{
    /// <summary>Java's string hash. The default.</summary>
    JavaStringHash,

    /// <summary>Murmur3, 32 bits.</summary>
    Murmur3,
}
