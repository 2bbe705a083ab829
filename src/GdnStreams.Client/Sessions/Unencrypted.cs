using System.Net;

namespace GdnStreams.Client;

/// <summary>Whether what is sent to an address can be read on the way.</summary>
internal static class Unencrypted
{
    /// <summary>True for http and ws to anything but this machine: <c>localhost</c>, 127.0.0.0/8 and ::1. No name is looked up: whoever answers for it could be anybody.</summary>
    public static bool Is(Uri address) => (address.Scheme == Uri.UriSchemeHttp || address.Scheme == "ws") && !IsThisMachine(address);

    /// <summary>What is wrong with showing a credential there, and both ways out.</summary>
    public static string Refusal(string what, Uri address) =>
        $"The {what} would go to {address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} unencrypted, for everybody on the way to read. Give an {(address.Scheme == "ws" ? "wss" : "https")}:// address, or set AllowUnencrypted where you trust the network in between.";

    private static bool IsThisMachine(Uri address) =>
        string.Equals(address.DnsSafeHost, "localhost", StringComparison.OrdinalIgnoreCase)
        || (address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));
}
