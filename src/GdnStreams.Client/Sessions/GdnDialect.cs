namespace GdnStreams.Client;

/// <summary>What the other end speaks.</summary>
public enum GdnDialect
{
    /// <summary>GDN: sign-in, fabrics and streams under <c>/_fabric</c>, sockets under <c>/_ws</c>.</summary>
    Gdn,

    /// <summary>A plain Apache Pulsar: its administration under <c>/admin/v2</c> and its WebSocket service on the same port.</summary>
    Pulsar,
}
