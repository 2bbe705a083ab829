namespace GdnStreams.Cmdlets;

/// <summary>The user that a server on loopback knows where no other is configured.</summary>
internal static class DevelopmentUser
{
    public const string Email = "root@demo.local";

    public const string Password = "demo";
}
