namespace GdnStreams.Protocol;

/// <summary>Where a subscription starts when a consumer creates it. An existing subscription goes on at its cursor.</summary>
public enum InitialPosition
{
    /// <summary>At the next message published. The default.</summary>
    Latest,

    /// <summary>At the oldest message still stored.</summary>
    Earliest,
}
