namespace GdnStreams.Protocol;

/// <summary>What a client writes before a call's template. The server takes all of it off and accepts each call under every prefix.</summary>
internal enum RestPlace
{
    /// <summary>Nothing.</summary>
    Root,

    /// <summary><c>/_api</c>.</summary>
    Api,

    /// <summary><c>/_fabric/{fabric}/_api</c>.</summary>
    Fabric,
}
