namespace GdnStreams.Server.SignIn;

/// <summary>An API key as it is stored; its secret only as a hash, which needs no salt because the secret is random and long.</summary>
/// <param name="Tenant">The tenant that the key opens.</param>
/// <param name="KeyId">Its name within the tenant.</param>
/// <param name="User">The user who made it.</param>
/// <param name="Hash">SHA-256 of the secret, in hexadecimal.</param>
internal sealed record ApiKey(string Tenant, string KeyId, string User, string Hash)
{
    public Grants Grants { get; init; } = Grants.Everything;

    /// <summary>Without the hash.</summary>
    public override string ToString() => $"{Tenant}.{KeyId}";
}
