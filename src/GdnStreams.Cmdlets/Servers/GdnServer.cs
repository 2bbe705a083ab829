namespace GdnStreams.Cmdlets;

/// <summary>A local server that Start-GdnServer started.</summary>
public sealed class GdnServer
{
    internal GdnServer(Uri url, int processId, ServerStart how, string? credentialsFile, DateTimeOffset startedAt) =>
        (Url, ProcessId, DataDirectory, CredentialsFile, MayHaveDevelopmentUser, StartedAt) =
            (url, processId, how.DataDirectory, credentialsFile, how.IsForDevelopment || how.DataDirectory is null, startedAt);

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>Its process.</summary>
    public int ProcessId { get; }

    /// <summary>Where it keeps messages; null means in memory.</summary>
    public string? DataDirectory { get; }

    /// <summary>The file with the first user's password and API key, which only its owner can read; null where the server has none.</summary>
    public string? CredentialsFile { get; }

    /// <summary>When it began to accept connections.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Whether it was started so that it can have the development user.</summary>
    internal bool MayHaveDevelopmentUser { get; }

    /// <inheritdoc/>
    public override string ToString() => Url.ToString();
}
