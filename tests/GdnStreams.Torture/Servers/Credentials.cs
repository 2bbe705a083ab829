namespace GdnStreams.Torture.Servers;

/// <summary>The development user, as the documentation tells everybody.</summary>
internal static class Credentials
{
    public const string Tenant = "demo";

    /// <summary>The Authorization header.</summary>
    public const string Header = "apikey demo.development.only-for-development-on-this-machine";
}
