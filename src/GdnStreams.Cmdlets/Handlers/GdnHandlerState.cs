namespace GdnStreams.Cmdlets;

/// <summary>Where a handler is.</summary>
public enum GdnHandlerState
{
    /// <summary>It receives and handles messages.</summary>
    Running,

    /// <summary>It has ended.</summary>
    Ended,
}
