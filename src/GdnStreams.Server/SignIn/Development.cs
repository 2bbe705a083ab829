namespace GdnStreams.Server.SignIn;

/// <summary>The well-known tenant, user and key of a server that has no other, on loopback only.</summary>
internal static class Development
{
    public const string Tenant = "demo";
    public const string User = "root";
    public const string Email = "root@demo.local";
    public const string Password = "demo";
    public const string KeyId = "development";
    public const string KeySecret = "only-for-development-on-this-machine";

    /// <summary>The key as a client sends it.</summary>
    public const string ApiKey = $"{Tenant}.{KeyId}.{KeySecret}";
}
