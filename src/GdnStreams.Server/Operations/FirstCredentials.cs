namespace GdnStreams.Server.Operations;

/// <summary>What <c>credentials.json</c> holds.</summary>
internal sealed record FirstCredentials(string Tenant, string User, string Email, string Password, string ApiKey)
{
    /// <summary>Without the secrets.</summary>
    public override string ToString() => Email;
}
