using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Cmdlets;

/// <summary>The certificate of a server that this process has just started on this machine: nobody else can have its port.</summary>
internal static class ServerTls
{
    /// <exception cref="IOException">It shows none.</exception>
    public static async Task<X509Certificate2> CertificateAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        using var stop = cancellationToken.Register(client.Dispose);
        await client.ConnectAsync("127.0.0.1", address.Port).ConfigureAwait(false);
        X509Certificate2? shown = null;
#pragma warning disable CA5359 // It is looked at, and nothing is sent.
        using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            shown = certificate is null ? null : new X509Certificate2(certificate);
            return true;
        });
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(address.Host).ConfigureAwait(false);
        return shown ?? throw new IOException($"{address} shows no certificate.");
    }
}
