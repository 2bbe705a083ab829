using System.Net;
using GdnStreams.Server.Backends.Pulsar;

namespace GdnStreams.Server;

/// <summary>How a server runs.</summary>
internal sealed record ServerOptions
{
    private const string LocalHost = "localhost";

    /// <summary>Directory of the store; null keeps everything in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The Pulsar that has the streams; null (default) is the engine in this process.</summary>
    public PulsarOptions? Pulsar { get; init; }

    /// <summary>Address to listen on. Default: 127.0.0.1, this machine only.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>The address where no other is listened on, and the local host's name does not lead; null else.</summary>
    public IPAddress? OnlyAddress => Bind.Equals(IPAddress.Loopback) || Bind.Equals(IPAddress.Any) || Bind.Equals(IPAddress.IPv6Any) ? null : Bind;

    /// <summary>Port; 0 (default) picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether a data directory may have the development user, whose password everybody knows, as a server in memory has. On loopback only.</summary>
    public bool IsForDevelopment { get; init; }

    /// <summary>Whether the development user may be there.</summary>
    public bool HasDevelopmentUser => AllowsDevelopmentUser || (IPAddress.IsLoopback(Bind) && (IsForDevelopment || (DataDirectory is null && Pulsar is null)));

    /// <summary>Whether a server that others can reach may have the development user, whose password everybody knows.</summary>
    public bool AllowsDevelopmentUser { get; init; }

    /// <summary>Whether sockets need no credential; on loopback only.</summary>
    public bool AllowsAnonymousSockets { get; init; }

    /// <summary>Whether the server ends with the process that started it. Ctrl+C, which a terminal sends to both, is then left to the parent.</summary>
    public bool EndsWithParent { get; init; }

    /// <summary>Whether the server outlives the terminal that started it: Ctrl+C and the terminal's end do not stop it.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Whether a socket creates its stream where it does not exist, as Pulsar does. Default: yes.</summary>
    public bool CreatesStreams { get; init; } = true;

    /// <summary>A socket without a frame in either direction for this time is closed with 1001; zero (default) is never.</summary>
    public TimeSpan SocketIdleTime { get; init; }

    /// <summary>A socket is pinged when nothing arrived for this time, and closed when nothing arrives for as long again; zero is never. Default: 60 s.</summary>
    public TimeSpan SocketKeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Users, keys, fabrics and streams to make at the start where they do not exist.</summary>
    public string? SeedFile { get; init; }

    /// <summary>Port of HTTPS; 0 picks a free one; null (default): no HTTPS.</summary>
    public int? HttpsPort { get; init; }

    /// <summary>The name that clients know this server by, without <c>api-</c>. Default: localhost.</summary>
    public string HostName { get; init; } = LocalHost;

    /// <summary>Where clients reach HTTPS.</summary>
    public string HttpsHost => OnlyAddress is { } address && HostName == LocalHost ? new UriBuilder { Host = address.ToString() }.Host : HostName;

    /// <summary>Other names that clients may call this server by.</summary>
    public IReadOnlyList<string> OtherHostNames { get; init; } = [];

    /// <summary>Origins (<c>https://app.example.com</c>) whose pages may call this server. Default: none but its own.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Whether <c>GET /</c> is the web console. Default: yes.</summary>
    public bool HasConsole { get; init; } = true;

    /// <summary>Most connections at one time; 0 (default) is what the limit of open files allows.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Bytes held for all consumers, peeks and unfinished frames together. Default: 256 MiB.</summary>
    public long MemoryBudget { get; init; } = 256 * 1024 * 1024;

    /// <summary>Most sockets of a user at one time, with those of their keys. Default: 5,000.</summary>
    public int MaxSockets { get; init; } = 5_000;

    /// <summary>Most streams of a tenant. Default: 10,000.</summary>
    public int MaxStreams { get; init; } = 10_000;

    /// <summary>Most durable subscriptions of a tenant. Default: 100,000.</summary>
    public int MaxSubscriptions { get; init; } = 100_000;

    /// <summary>Most subscriptions and readers of a stream. Default: 5,000.</summary>
    public int MaxStreamSubscriptions { get; init; } = 5_000;

    /// <summary>Networks that pushes may reach though they are not public. Default: none.</summary>
    public IReadOnlyList<IPNetwork> PushNetworks { get; init; } = [];

    /// <summary>Whether pushes stay stopped, as on a copy of another server.</summary>
    public bool PushesNothing { get; init; }

    /// <summary>Most pushes of a tenant. Default: 100.</summary>
    public int MaxPushes { get; init; } = 100;

    /// <summary>Certificate of HTTPS, PFX or PEM; null (default) makes a development certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Key of a PEM certificate, where it is in a file of its own.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Password of a PFX certificate.</summary>
    public string? CertificatePassword { get; init; }
}
