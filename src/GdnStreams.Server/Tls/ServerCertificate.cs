using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tls;

/// <summary>The certificate that HTTPS shows: the given one, or the development certificate.</summary>
internal static class ServerCertificate
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the given file is not a certificate with its key.</exception>
    public static X509Certificate2 Of(ServerOptions options, DateTimeOffset now)
    {
        if (options.CertificateFile is not { } file)
        {
            return ForServer(DevelopmentCertificate.LoadOrMake(options.DataDirectory, options.HostName, options.OnlyAddress, now));
        }

        try
        {
            return file.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)
                ? X509CertificateLoader.LoadPkcs12FromFile(file, options.CertificatePassword)
                : ForServer(X509Certificate2.CreateFromPemFile(file, options.CertificateKeyFile ?? file));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The certificate {file} cannot be used: {e.Message} Give a PFX file, or a PEM file with its key (--cert-key).", e);
        }
    }

    /// <summary>Windows' TLS takes a key only from a key store, which a PFX import makes; elsewhere this changes nothing.</summary>
    private static X509Certificate2 ForServer(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
