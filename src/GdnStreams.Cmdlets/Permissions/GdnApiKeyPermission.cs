using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What an API key may do with a fabric or a stream.</summary>
public sealed class GdnApiKeyPermission : GdnPermission
{
    internal GdnApiKeyPermission(string holder, string fabric, StreamName? stream, Permission permission)
        : base(fabric, stream, permission) => ApiKey = holder;

    /// <summary>Id of the API key.</summary>
    public string ApiKey { get; }
}
