using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>The fabric or stream that a path names, for callers who may.</summary>
internal sealed class StreamAccess(Accounts accounts, FabricDirectory fabrics)
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unauthorized"/>, <see cref="GdnErrorCode.FabricNotFound"/></exception>
    public async Task<(Identity Identity, string Fabric)> FabricAsync(HttpContext context)
    {
        var identity = await accounts.AuthenticateAsync(context);
        return (identity, fabrics.Get(identity.Tenant, Requests.Fabric(context)).Name);
    }

    /// <param name="context">The request.</param>
    /// <param name="access">What the caller has to have; <see cref="Access.None"/> is anything but nothing, for numbers.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unauthorized"/>, <see cref="GdnErrorCode.Forbidden"/>, <see cref="GdnErrorCode.FabricNotFound"/></exception>
    public async Task<TopicName> TopicAsync(HttpContext context, Access access)
    {
        var (identity, fabric) = await FabricAsync(context);
        var stream = StreamName.Parse(Requests.Value(context, "topic"));
        identity.Require(access, fabric, stream.Topic);
        return TopicName.Of(identity.Tenant, fabric, stream);
    }
}
