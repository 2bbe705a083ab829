namespace GdnStreams.Cmdlets;

/// <summary>A local server that Start-GdnServer started.</summary>
public sealed class GdnServer
{
    internal GdnServer(Uri url, int processId, string? dataDirectory, DateTimeOffset startedAt) =>
        (Url, ProcessId, DataDirectory, StartedAt) = (url, processId, dataDirectory, startedAt);

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>Its process.</summary>
    public int ProcessId { get; }

    /// <summary>Where it keeps messages; null means in memory.</summary>
    public string? DataDirectory { get; }

    /// <summary>When it began to accept connections.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <inheritdoc/>
    public override string ToString() => Url.ToString();
}
