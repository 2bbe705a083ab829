using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Whether a server can be reached and knows the session's user.</summary>
public sealed class GdnTest : DisplayObject
{
    internal GdnTest(GdnSession session) => (Url, User) = (session.Url, session.User);

    /// <summary>The server's address.</summary>
    public Uri Url { get; }

    /// <summary>Whether all is well: the server answers, and takes the credential.</summary>
    public bool IsHealthy => IsReachable && IsSignedIn;

    /// <summary>Whether the server answers.</summary>
    public bool IsReachable { get; internal set; }

    /// <summary>Whether it takes the session's credential.</summary>
    public bool IsSignedIn { get; internal set; }

    /// <summary>The user's name within the tenant, where the service told it.</summary>
    public string? User { get; }

    /// <summary>Time from a request to its answer, the shortest of three; null where there is none.</summary>
    public TimeSpan? RoundTrip { get; internal set; }

    /// <summary>How far the server's clock is ahead of this machine's, to about a second; null where it does not tell.</summary>
    public TimeSpan? ClockOffset { get; internal set; }

    /// <summary>Name and version of the server; null where it does not answer.</summary>
    public string? Server { get; internal set; }

    /// <summary>What failed; null where nothing did.</summary>
    public string? Problem { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Url} {(IsHealthy ? "is well" : Problem)}";
}
