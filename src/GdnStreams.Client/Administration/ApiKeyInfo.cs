using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One API key of the tenant, without its secret.</summary>
public sealed record ApiKeyInfo
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Tenant and user that made it, as <c>demo.root</c>.</summary>
    public string User { get; init; } = "";

    internal static ApiKeyInfo From(ApiKeyItem item) => new() { Id = item.KeyId, Tenant = item.Tenant, User = item.User };

    internal static ApiKeyInfo From(UserAnswer answer) => new() { Id = answer.User, Tenant = answer.Tenant, User = answer.ApiKey?.Parent ?? "" };
}
