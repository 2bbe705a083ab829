namespace GdnStreams.Benchmarks.Clients;

/// <summary>When a message was given to the library; used again for the next one.</summary>
internal sealed class BegunAt
{
    public long Timestamp { get; set; }
}
