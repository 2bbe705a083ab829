using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Cmdlets;

/// <summary>A local server that Start-GdnServer started.</summary>
public sealed class GdnServer : DisplayObject
{
    internal GdnServer(Uri url, int processId, ServerStart how, string? credentialsFile, DateTimeOffset startedAt) =>
        (Url, ProcessId, DataDirectory, CredentialsFile, MayHaveDevelopmentUser, IsDetached, StartedAt) =
            (url, processId, how.DataDirectory, credentialsFile, how.IsForDevelopment || how.DataDirectory is null, how.IsDetached, startedAt);

    /// <summary>Its address over http, for clients on this machine.</summary>
    public Uri Url { get; }

    /// <summary>Its address over https; null where it was started without.</summary>
    public Uri? HttpsUrl { get; internal set; }

    /// <summary>Its process.</summary>
    public int ProcessId { get; }

    /// <summary>Where it keeps messages; null means in memory.</summary>
    public string? DataDirectory { get; }

    /// <summary>The file with the first user's password and API key, which only its owner can read; null where the server has none.</summary>
    public string? CredentialsFile { get; }

    /// <summary>Whether it outlives the shell that started it.</summary>
    public bool IsDetached { get; }

    /// <summary>When it began to accept connections.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Whether it was started so that it can have the development user.</summary>
    internal bool MayHaveDevelopmentUser { get; }

    /// <summary>What it shows over https, which Connect-Gdn -Local trusts.</summary>
    internal X509Certificate2? Certificate { get; set; }

    /// <summary>Whether it keeps its messages in a directory, however that is written.</summary>
    internal bool IsOn(string directory) => DataDirectory is { } its && string.Equals(Trimmed(its), Trimmed(directory), PathComparison);

    private static StringComparison PathComparison => Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static string Trimmed(string directory) => Path.GetFullPath(directory).TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);

    /// <inheritdoc/>
    public override string ToString() => (HttpsUrl ?? Url).ToString();
}
