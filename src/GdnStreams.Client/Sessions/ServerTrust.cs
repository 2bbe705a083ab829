#if !NETSTANDARD2_0
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Client;

/// <summary>Accepts a server whose certificate is one of those given (pinned) or was issued by one of them, and nobody else.</summary>
/// <remarks>The name in the certificate must be the server's in both cases. Revocation is not asked for: a private authority rarely answers.</remarks>
internal sealed class ServerTrust(IReadOnlyList<X509Certificate2> trusted)
{
    public bool Accepts(X509Certificate? presented, X509Chain? received, SslPolicyErrors errors)
    {
        if (presented is null || (errors & (SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable)) != 0)
        {
            return false;
        }

        using var certificate = new X509Certificate2(presented);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        if (received is not null)
        {
            foreach (var element in received.ChainElements)
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        foreach (var one in trusted)
        {
            chain.ChainPolicy.CustomTrustStore.Add(one);
        }

        var isPinned = trusted.Any(one => one.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
        if (isPinned)
        {
            // Its issuer does not matter, its dates do.
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        }

        return chain.Build(certificate) || (isPinned && chain.ChainStatus.All(status => status.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot));
    }
}
#endif
