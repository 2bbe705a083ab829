namespace GdnStreams.Server.Operations;

/// <summary>An API key of a seed; clients send <c>{tenant}.{keyid}.{secret}</c>.</summary>
internal sealed record SeedKey(string Tenant, string User, string KeyId, string Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Tenant}.{KeyId}";
}
