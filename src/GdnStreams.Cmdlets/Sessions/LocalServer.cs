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
        if (server is { CredentialsFile: null, MayHaveDevelopmentUser: true })
        {
            return new LocalServer(server.HttpsUrl ?? server.Url, GdnCredential.Password(DevelopmentUser.Email, DevelopmentUser.Password), CertificatesOf(server, null));
        }

        var address = url ?? server?.HttpsUrl ?? server?.Url ?? throw new GdnException(
            GdnErrorCode.ConnectionFailed,
            $"No local server{(directory is null ? "" : $" of {directory}")} of yours runs. Start one with Start-GdnServer first, or give the -Url of one that runs.");
        var data = server?.DataDirectory ?? directory ?? DefaultData.Directory;
        return new LocalServer(address, CredentialsFile.Read(server?.CredentialsFile ?? CredentialsFile.In(data)), CertificatesOf(server, data));
    }

    private static bool Is(GdnServer server, Uri? url, string? directory) =>
        (url is null || server.Url == url || server.HttpsUrl == url) && (directory is null || server.IsOn(directory));

    private static IReadOnlyList<X509Certificate2> CertificatesOf(GdnServer? server, string? directory) =>
        server?.Certificate is { } certificate ? [certificate]
        : directory is not null && Path.Combine(directory, "development-certificate.pem") is var file && File.Exists(file) ? [CertificateAttribute.Load(file)]
        : [];
}
