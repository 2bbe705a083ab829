namespace GdnStreams.Engine;

/// <summary>Bounds of the engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Messages of each active stream kept in memory for its live subscriptions. Default 2,000.</summary>
    public int TailMessages { get; init; } = 2_000;

    /// <summary>Bytes of payload of each active stream kept in memory. Default 8 MiB.</summary>
    public long TailBytes { get; init; } = 8 * 1024 * 1024;
}
