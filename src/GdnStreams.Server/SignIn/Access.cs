namespace GdnStreams.Server.SignIn;

/// <summary>What somebody may do with a stream.</summary>
[Flags]
internal enum Access
{
    /// <summary>Nothing: <c>none</c>.</summary>
    None = 0,

    /// <summary>Receive and look: <c>ro</c>.</summary>
    Read = 1,

    /// <summary>Send: <c>wo</c>.</summary>
    Write = 2,

    /// <summary>Everything, creating and deleting too: <c>rw</c>.</summary>
    ReadWrite = Read | Write,
}
