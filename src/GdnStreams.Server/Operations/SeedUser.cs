namespace GdnStreams.Server.Operations;

/// <summary>A user of a seed.</summary>
internal sealed record SeedUser(string Tenant, string User, string Email, string Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => Email;
}
