namespace GdnStreams.Protocol;

/// <summary>What went wrong, in the terms of the wire. <see cref="ErrorStatuses"/> maps each code to its HTTP status and GDN number.</summary>
public enum GdnErrorCode
{
    /// <summary>Something failed that no other code describes; on the server, a fault of the server itself.</summary>
    Internal = 0,

    /// <summary>A parameter, body or frame is malformed or out of bounds.</summary>
    BadRequest,

    /// <summary>A stream, fabric or subscription name breaks the naming rules.</summary>
    InvalidName,

    /// <summary>No credential came with the request, or it is not (or no longer) valid.</summary>
    Unauthorized,

    /// <summary>The e-mail address or the password is wrong.</summary>
    WrongCredentials,

    /// <summary>The credential is valid but does not allow this.</summary>
    Forbidden,

    /// <summary>The operation is only allowed in the <c>_system</c> fabric.</summary>
    SystemFabricOnly,

    /// <summary>There is no such path on the server.</summary>
    RouteNotFound,

    /// <summary>The path exists, but not with this method.</summary>
    MethodNotAllowed,

    /// <summary>There is no such tenant.</summary>
    TenantNotFound,

    /// <summary>There is no such fabric in the tenant.</summary>
    FabricNotFound,

    /// <summary>A fabric of this name exists already.</summary>
    FabricExists,

    /// <summary>There is no such stream in the fabric.</summary>
    StreamNotFound,

    /// <summary>A stream of this name and scope exists already.</summary>
    StreamExists,

    /// <summary>The stream has no such subscription.</summary>
    SubscriptionNotFound,

    /// <summary>A subscription of this name exists already.</summary>
    SubscriptionExists,

    /// <summary>There is no such message (position past the end, or already removed).</summary>
    MessageNotFound,

    /// <summary>There is no such user.</summary>
    UserNotFound,

    /// <summary>A user of this name exists already.</summary>
    UserExists,

    /// <summary>There is no such API key.</summary>
    ApiKeyNotFound,

    /// <summary>An API key of this id exists already.</summary>
    ApiKeyExists,

    /// <summary>There is no such region.</summary>
    RegionNotFound,

    /// <summary>The subscription has no push.</summary>
    PushNotFound,

    /// <summary>The subscription has a push already.</summary>
    PushExists,

    /// <summary>Another producer with this name is connected to the stream.</summary>
    ProducerBusy,

    /// <summary>The subscription is exclusive and taken, or its connected consumers use another type.</summary>
    SubscriptionBusy,

    /// <summary>The operation needs the subscription or stream to have no connected consumers or producers.</summary>
    ActiveConsumers,

    /// <summary>The stream was terminated: it can be read, not written.</summary>
    StreamTerminated,

    /// <summary>The backlog is at its quota.</summary>
    BacklogQuotaExceeded,

    /// <summary>Too many requests, streams, producers, consumers or subscriptions.</summary>
    LimitExceeded,

    /// <summary>The message does not fit into one frame (<see cref="ProtocolLimits.MaxFrameBytes"/>).</summary>
    MessageTooLarge,

    /// <summary>The server cannot serve right now: it is starting, draining, or its cluster is out of reach.</summary>
    Unavailable,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The other end has no such operation, as a plain Pulsar has no users.</summary>
    NotSupported,

    /// <summary>Client only: nothing answers at the address, or its name or certificate is not accepted.</summary>
    ConnectionFailed,

    /// <summary>Client only: an established connection broke and was not restored within the allowed attempts or time.</summary>
    ConnectionLost,

    /// <summary>Client only: the peer answered something that is not this protocol.</summary>
    ProtocolViolation,

    /// <summary>Client only: the session, producer, consumer or reader was closed.</summary>
    Closed,
}
