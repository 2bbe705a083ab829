namespace GdnStreams.Protocol;

/// <summary>What a user or an API key may do with a fabric or a stream.</summary>
public enum Permission
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Receive.</summary>
    ReadOnly = 1,

    /// <summary>Send.</summary>
    WriteOnly = 2,

    /// <summary>Both; in a fabric also create and delete streams, and in <c>_system</c> manage users, keys and fabrics.</summary>
    ReadWrite = 3,
}
