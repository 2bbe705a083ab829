using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>An API key that was just made: the only time that its secret is told.</summary>
public sealed record ApiKeyCreated
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The key, a secret: <c>{tenant}.{id}.{secret}</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Its tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Tenant and user that made it, as <c>demo.root</c>.</summary>
    public string User { get; init; } = "";

    /// <summary>Without the key.</summary>
    public override string ToString() => $"ApiKeyCreated {{ Id = {Id}, Tenant = {Tenant} }}";

    internal static ApiKeyCreated From(ApiKeyReply reply) => new() { Id = reply.KeyId, Key = reply.Key, Tenant = reply.Tenant, User = reply.User };
}
