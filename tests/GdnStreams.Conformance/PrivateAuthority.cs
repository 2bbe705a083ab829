using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Conformance;

/// <summary>An authority that no machine knows.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate = Make("CN=an authority", null, null);

    /// <summary>Its certificate, without the key.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>The same, as a client is given it.</summary>
    public X509Certificate2 ToCertificate() => X509CertificateLoader.LoadCertificate(_certificate.RawData);

    /// <summary>A server's certificate with its key.</summary>
    public X509Certificate2 Issue(IPAddress address) => Make("CN=server", address, _certificate);

    public void Dispose() => _certificate.Dispose();

    private static X509Certificate2 Make(string name, IPAddress? address, X509Certificate2? issuer)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(address is null, false, 0, true));
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        using var certificate = issuer is null ? request.CreateSelfSigned(from, from.AddDays(10)) : request.Create(issuer, from, from.AddDays(9), [1, 2, 3, 4]);
        using var whole = issuer is null ? null : certificate.CopyWithPrivateKey(key);

        // SslStream takes no key that lives in memory alone, on some systems.
        return X509CertificateLoader.LoadPkcs12((whole ?? certificate).Export(X509ContentType.Pkcs12), null);
    }
}
