using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Errors of a service that cannot be asked now: asked later, it may answer.</summary>
internal static class Outage
{
    /// <summary>Whether the code says so.</summary>
    public static bool Is(GdnErrorCode code) => code
        is GdnErrorCode.ConnectionFailed or GdnErrorCode.ConnectionLost or GdnErrorCode.Timeout or GdnErrorCode.Unavailable;
}
