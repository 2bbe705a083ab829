using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>An API key that was just made: nothing tells its secret again.</summary>
public sealed class GdnNewApiKey : DisplayObject
{
    internal GdnNewApiKey(ApiKeyCreated created, object key) => (KeyId, Key, Tenant, Owner) = (created.Id, key, created.Tenant, created.User);

    /// <summary>Its id.</summary>
    public string KeyId { get; }

    /// <summary>The key, which is secret: text, or a SecureString where that was asked for. Connect-Gdn -ApiKey takes both.</summary>
    public object Key { get; }

    /// <summary>Its tenant.</summary>
    public string Tenant { get; }

    /// <summary>Tenant and user that made it, as <c>demo.root</c>.</summary>
    public string Owner { get; }

    /// <summary>The id, without the key.</summary>
    public override string ToString() => KeyId;
}
