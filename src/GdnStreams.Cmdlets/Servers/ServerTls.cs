using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The certificate of a server that this process has just started on this machine: nobody else can have its port.</summary>
internal static class ServerTls
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: it shows none.</exception>
    public static async Task<X509Certificate2> CertificateAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await ShownAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new GdnException(GdnErrorCode.Unavailable, $"The server started, but shows no certificate at {address}: {e.Message}", e);
        }
    }

    private static async Task<X509Certificate2> ShownAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = IPAddress.TryParse(address.DnsSafeHost, out var ip) ? new TcpClient(ip.AddressFamily) : new TcpClient();
        using var stop = cancellationToken.Register(client.Dispose);
        await client.ConnectAsync(address.DnsSafeHost, address.Port).ConfigureAwait(false);
        X509Certificate2? shown = null;
#pragma warning disable CA5359 // It is looked at, and nothing is sent.
        using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            shown = certificate is null ? null : new X509Certificate2(certificate);
            return true;
        });
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(address.Host).ConfigureAwait(false);
        return shown ?? throw new IOException("it sent none.");
    }
}
