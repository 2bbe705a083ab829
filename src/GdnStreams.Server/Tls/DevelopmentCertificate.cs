using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Tls;

/// <summary>
/// A self-signed certificate for machines that have no other: made once and kept beside the data, the key readable by its owner only.
/// GDN's SDKs put <c>api-</c> before the host they are given, so it is valid for both names.
/// </summary>
internal static class DevelopmentCertificate
{
    public const string FileName = "development-certificate.pem";
    private const string KeyFileName = "development-certificate.key";
    private const int ValidDays = 825;

    /// <summary>The certificate of a data directory, new where there is none, it has expired, or the host name or the only address that is listened on changed. Null: in memory.</summary>
    public static X509Certificate2 LoadOrMake(string? directory, string hostName, IPAddress? address, DateTimeOffset now)
    {
        if (directory is null)
        {
            return Make(hostName, address, now);
        }

        var (file, keyFile) = (Path.Combine(directory, FileName), Path.Combine(directory, KeyFileName));
        if (File.Exists(file) && File.Exists(keyFile))
        {
            var kept = X509Certificate2.CreateFromPemFile(file, keyFile);
            if (kept.NotAfter > now.LocalDateTime && kept.MatchesHostname("api-" + hostName) && (address is null || kept.MatchesHostname(address.ToString())))
            {
                return kept;
            }

            kept.Dispose();
        }

        var made = Make(hostName, address, now);
        DataDirectory.Make(directory, DirectorySync.Flush); // The store, which is opened at the same time, may not have made it yet.
        WriteKey(keyFile, made.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file, made.ExportCertificatePem() + "\n"); // Files are put together with cat.
        return made;
    }

    private static X509Certificate2 Make(string hostName, IPAddress? address, DateTimeOffset now)
    {
        // Clients find an issuer by its subject and key: of two with one subject, Node trusts only the first.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=GDN streams development {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { hostName, "api-" + hostName, "localhost", "api-localhost" }.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            names.AddDnsName(name);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        if (address is not null && !address.Equals(IPAddress.IPv6Loopback))
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());

        // A client trusts it by being given it as a root, and a root may sign.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(identifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(ValidDays));
    }

    private static void WriteKey(string file, string pem)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.Write(pem + "\n");
    }
}
