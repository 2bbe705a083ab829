namespace GdnStreams.Protocol;

/// <summary>What a caller must be allowed before a REST call is looked at further.</summary>
internal enum RestRight
{
    /// <summary>Nothing: open to strangers.</summary>
    Open,

    /// <summary>A valid credential, whatever its grants.</summary>
    SignedIn,

    /// <summary>To be the user or the key that the path names, or its owner, or an administrator.</summary>
    Holder,

    /// <summary>To manage keys of one's own: any user, and any key without restrictions.</summary>
    OwnKeys,

    /// <summary>To be an administrator of the tenant.</summary>
    Administrator,

    /// <summary>Any grant but <c>none</c> on the fabric of the path or on one of its streams.</summary>
    FabricLook,

    /// <summary><c>rw</c> on the fabric of the path.</summary>
    FabricReadWrite,

    /// <summary>Any grant but <c>none</c> on the stream of the path.</summary>
    StreamLook,

    /// <summary><c>ro</c> or <c>rw</c> on the stream of the path.</summary>
    StreamRead,

    /// <summary><c>wo</c> or <c>rw</c> on the stream of the path.</summary>
    StreamWrite,

    /// <summary><c>rw</c> on the stream of the path.</summary>
    StreamReadWrite,

    /// <summary>A valid credential; the call leaves out, or refuses one by one, the streams that the caller may not see, look into or change.</summary>
    EachStream,
}
