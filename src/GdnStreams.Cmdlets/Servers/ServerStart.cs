using System.Globalization;

namespace GdnStreams.Cmdlets;

/// <summary>How a server is started.</summary>
/// <param name="DataDirectory">Where it keeps messages; null means in memory.</param>
/// <param name="Port">Its port; 0 is a free one.</param>
/// <param name="IsForDevelopment">Whether it may have the development user on disk, too.</param>
internal sealed record ServerStart(string? DataDirectory, int Port, bool IsForDevelopment)
{
    /// <summary>Port of https, 0 for a free one; null for no https.</summary>
    public int? HttpsPort { get; init; }

    /// <summary>Address to listen on; null is this machine only.</summary>
    public string? Bind { get; init; }

    /// <summary>File of what to make where it does not exist; null for nothing.</summary>
    public string? SeedFile { get; init; }

    /// <summary>Whether sockets to a missing stream are refused.</summary>
    public bool CreatesNoStreams { get; init; }

    /// <summary>Networks that pushes may reach though they are not public.</summary>
    public IReadOnlyList<string> PushNetworks { get; init; } = [];

    /// <summary>Whether it outlives this process.</summary>
    public bool IsDetached { get; init; }

    /// <summary>What the program is told.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "serve", IsDetached ? "--detached" : "--exit-with-parent", "--port", Port.ToString(CultureInfo.InvariantCulture),
        .. HttpsPort is { } port ? ["--https-port", port.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        .. Bind is { } address ? ["--bind", address] : Array.Empty<string>(),
        .. SeedFile is { } file ? ["--seed", file] : Array.Empty<string>(),
        .. CreatesNoStreams ? ["--no-auto-create"] : Array.Empty<string>(),
        .. PushNetworks.Count > 0 ? ["--push-network", string.Join(",", PushNetworks)] : Array.Empty<string>(),
        .. IsForDevelopment ? ["--dev"] : Array.Empty<string>(),
        .. DataDirectory is { } directory ? ["--data", directory] : new[] { "--in-memory" },
    ];
}
