namespace GdnStreams.Client;

/// <summary>Where to connect, as whom, and how long to wait.</summary>
public sealed record GdnSessionOptions
{
    /// <summary>Base address of the service, http or https: <c>https://api-play.paas.macrometa.io</c>, or <c>http://broker:8080</c> of a Pulsar. Required.</summary>
    public required Uri Url { get; init; }

    /// <summary>What the service speaks. Default GDN.</summary>
    public GdnDialect Dialect { get; init; } = GdnDialect.Gdn;

    /// <summary>What to sign in with. GDN needs one; a Pulsar takes a token or nothing. Default <see cref="GdnCredential.Anonymous"/>.</summary>
    public GdnCredential Credential { get; init; } = GdnCredential.Anonymous;

    /// <summary>The fabric of all streams of this session. Default <c>_system</c>.</summary>
    public string Fabric { get; init; } = "_system";

    /// <summary>The tenant; null (default) asks a GDN service, and is <c>public</c> for a Pulsar.</summary>
    public string? Tenant { get; init; }

    /// <summary>Longest wait for one socket to open. Default 35 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>Longest wait for one REST answer. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a broken socket is restored before it fails with ConnectionLost. Default 5 minutes.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
