namespace GdnStreams.Server;

/// <summary>How a server runs.</summary>
internal sealed record ServerOptions
{
    /// <summary>Directory of the store; null keeps everything in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Port on 127.0.0.1; 0 (default) picks a free one.</summary>
    public int Port { get; init; }
}
