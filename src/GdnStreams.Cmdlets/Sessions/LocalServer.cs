using System.Security.Cryptography.X509Certificates;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>How to sign in to a server on this machine that is this user's.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Credential">What it knows this user by.</param>
/// <param name="Certificates">Its development certificate, which is to be trusted; empty for http.</param>
internal sealed record LocalServer(Uri Url, GdnCredential Credential, IReadOnlyList<X509Certificate2> Certificates)
{
    /// <summary>What to do where the credential of a server is not found.</summary>
    public const string Todo = "Give the server's own -DataDirectory, or sign in with Connect-Gdn -Url and -Credential or -ApiKey.";

    /// <summary>The server started last in this runspace, or else elsewhere by this user, that has an address or a data directory; or one that is known by these alone.</summary>
    /// <exception cref="GdnException">ConnectionFailed: there is none; UserNotFound, Forbidden, BadRequest: its credentials file is missing, not this user's or damaged.</exception>
    public static LocalServer Find(Uri? url, string? directory)
    {
        var server = RunspaceHoldings.Current.Servers().Select(server => server.Details).LastOrDefault(server => Is(server, url, directory))
            ?? UserServers.All().LastOrDefault(server => Is(server, url, directory));
        return server is null ? Unknown(url, directory) : Of(server, url);
    }

    /// <summary>A known server, at its own address: <c>localhost</c> can lead to somebody else's server on another address of this machine.</summary>
    private static LocalServer Of(GdnServer server, Uri? url)
    {
        var address = server.HttpsUrl is { } https && (url is null || IsSame(https, url)) ? https : server.Url;
        var data = server.DataDirectory;
        return new LocalServer(
            address,
            server is { CredentialsFile: null, MayHaveDevelopmentUser: true } ? GdnCredential.Password(DevelopmentUser.Email, DevelopmentUser.Password)
                : CredentialsFile.Read(server.CredentialsFile ?? CredentialsFile.In(data ?? DefaultData.Directory)),
            CertificatesOf(server, data));
    }

    /// <summary>A server that Start-GdnServer did not start. What this user's own servers take goes to another machine only where it is named.</summary>
    private static LocalServer Unknown(Uri? url, string? directory)
    {
        if (url is null)
        {
            throw new GdnException(
                GdnErrorCode.ConnectionFailed,
                $"No local server{(directory is null ? "" : $" of {directory}")} of yours runs. Start one with Start-GdnServer first, or give the -Url of one that runs.");
        }

        if (directory is null && !url.IsLoopback)
        {
            throw new GdnException(
                GdnErrorCode.ConnectionFailed,
                $"{Opening.Shown(url)} is no local server of yours, and the key of one is not sent there. Sign in with -Credential, -ApiKey or -Token in place of -Local, or give the server's own -DataDirectory.");
        }

        var data = directory ?? DefaultData.Directory;
        return new LocalServer(url, CredentialsFile.Read(CredentialsFile.In(data)), CertificatesOf(null, data));
    }

    private static bool Is(GdnServer server, Uri? url, string? directory) =>
        (url is null || IsSame(server.Url, url) || IsSame(server.HttpsUrl, url)) && (directory is null || server.IsOn(directory));

    /// <summary>Whether two addresses are the same; all names and addresses of this machine alone are.</summary>
    private static bool IsSame(Uri? its, Uri given) => its is not null
        && (its == given || (its.IsLoopback && given.IsLoopback && its.Scheme == given.Scheme && its.Port == given.Port && its.PathAndQuery == given.PathAndQuery));

    private static IReadOnlyList<X509Certificate2> CertificatesOf(GdnServer? server, string? directory) =>
        server?.Certificate is { } certificate ? [certificate]
        : directory is not null && Path.Combine(directory, "development-certificate.pem") is var file && File.Exists(file) ? [CertificateAttribute.Load(file)]
        : [];
}
