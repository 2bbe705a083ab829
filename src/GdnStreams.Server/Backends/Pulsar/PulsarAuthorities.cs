using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Private authorities that vouch for a Pulsar, in place of the machine's.</summary>
internal static class PulsarAuthorities
{
    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it cannot be read, or has no authority's certificate.</exception>
    public static IReadOnlyList<X509Certificate2> Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The file of --pulsar-ca cannot be read: {e.Message} Give a PEM file ({file}).", e);
        }

        return certificates.Any(IsRoot)
            ? [.. certificates]
            : throw new GdnException(GdnErrorCode.BadRequest, $"The file of --pulsar-ca has no certificate of an authority that nobody else vouches for, which begins with -----BEGIN CERTIFICATE----- ({file}).");
    }

    /// <summary>How a connection checks a certificate: by these authorities and no others, and without asking whether it was revoked, as private ones rarely answer.</summary>
    public static X509ChainPolicy PolicyOf(IEnumerable<X509Certificate2> authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities.ToArray());
        return policy;
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
