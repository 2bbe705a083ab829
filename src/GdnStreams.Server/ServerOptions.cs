namespace GdnStreams.Server;

/// <summary>How a server runs.</summary>
internal sealed record ServerOptions
{
    /// <summary>Directory of the store; null keeps everything in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Port on 127.0.0.1; 0 (default) picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of HTTPS; 0 picks a free one; null (default): no HTTPS.</summary>
    public int? HttpsPort { get; init; }

    /// <summary>The name that clients know this server by, without <c>api-</c>. Default: localhost.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>Certificate of HTTPS, PFX or PEM; null (default) makes a development certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Key of a PEM certificate, where it is in a file of its own.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Password of a PFX certificate.</summary>
    public string? CertificatePassword { get; init; }
}
