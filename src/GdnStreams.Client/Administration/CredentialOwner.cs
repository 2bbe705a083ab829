using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Whose an API key or token is.</summary>
public sealed record CredentialOwner
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Id of the API key; null for a token.</summary>
    public string? ApiKeyId { get; init; }

    /// <summary>Name of the user within the tenant; null for an API key.</summary>
    public string? User { get; init; }

    internal static CredentialOwner From(KeyValidation validation) => new() { Tenant = validation.Tenant, ApiKeyId = validation.KeyId, User = validation.User };
}
