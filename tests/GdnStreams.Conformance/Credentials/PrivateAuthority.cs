using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Conformance.Credentials;

/// <summary>An authority that no machine knows, and a certificate for this machine's loopback from it.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    public PrivateAuthority()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=an authority of one's own", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var issuer = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(10));
        Certificate = X509CertificateLoader.LoadCertificate(issuer.RawData);

        using var brokerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var broker = new CertificateRequest("CN=broker", brokerKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        broker.CertificateExtensions.Add(names.Build());
        using var issued = broker.Create(issuer, now.AddDays(-1), now.AddDays(9), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(brokerKey);

        // SslStream takes no key that lives in memory alone, on some systems.
        BrokerCertificate = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>What trusts it is given.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate that it issued, with its key.</summary>
    public X509Certificate2 BrokerCertificate { get; }

    public void Dispose()
    {
        Certificate.Dispose();
        BrokerCertificate.Dispose();
    }
}
