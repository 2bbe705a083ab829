using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What a profile says of a session.</summary>
internal static class ProfileConnection
{
    /// <summary>The profile of a name, in which case does not count; null where there is none.</summary>
    public static GdnProfile? Named(string name) =>
        ProfileFile.Read().FirstOrDefault(profile => string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The options of its session.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unauthorized"/>: the secret is not where the profile says.</exception>
    public static GdnSessionOptions Options(PSCmdlet cmdlet, GdnProfile profile) => profile.IsPulsar
        ? PulsarConnection.Options(profile.Url, profile.WebSocketUrl, ProfileSecret.Find(cmdlet, profile), profile.Tenant, profile.Namespace, profile.Fabric)
        : new() { Url = profile.Url, Fabric = profile.Fabric ?? GdnProfile.DefaultFabric, Credential = ProfileSecret.Find(cmdlet, profile) };
}
