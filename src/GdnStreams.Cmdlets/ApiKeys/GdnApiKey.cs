using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>An API key of the tenant, without its secret.</summary>
public sealed class GdnApiKey : DisplayObject
{
    internal GdnApiKey(ApiKeyInfo key) => (KeyId, Tenant, Owner) = (key.Id, key.Tenant, key.User);

    /// <summary>Its id.</summary>
    public string KeyId { get; }

    /// <summary>Its tenant.</summary>
    public string Tenant { get; }

    /// <summary>Tenant and user that made it, as <c>demo.root</c>. It may do no more than they.</summary>
    public string Owner { get; }

    /// <inheritdoc/>
    public override string ToString() => KeyId;
}
