using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What a user may do with a fabric or a stream.</summary>
public sealed class GdnUserPermission : GdnPermission
{
    internal GdnUserPermission(string holder, string fabric, StreamName? stream, Permission permission)
        : base(fabric, stream, permission) => User = holder;

    /// <summary>Name of the user within the tenant.</summary>
    public string User { get; }
}
