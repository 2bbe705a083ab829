#if NET
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>.NET Framework asks the machine whom to trust; the library says so there.</summary>
public sealed class TrustTests : IDisposable
{
    private static readonly StreamName Stream = StreamName.Create("t", StreamScope.Global);
    private static readonly Func<ScriptedRequest, Task> Stays = ScriptedServer.Accept(ScriptedServer.ReadAsync);
    private readonly X509Certificate2 _authority = Issue("CN=the authority", null, null);
    private readonly X509Certificate2 _other = Issue("CN=another authority", null, null);

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_certificate_of_nobody_known_is_refused_with_what_to_check()
    {
        using var certificate = Issue("CN=server", _authority, IPAddress.Loopback);
        await using var server = new ScriptedServer { Certificate = certificate };
        var error = await Assert.ThrowsAsync<GdnException>(() => server.ConnectAsync());
        Assert.Equal(GdnErrorCode.ConnectionFailed, error.Code);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_for_requests_and_sockets()
    {
        using var certificate = Issue("CN=server", _authority, IPAddress.Loopback);
        await using var server = new ScriptedServer(Stays) { Certificate = certificate };
        await using var session = await server.ConnectAsync(options => options with { TrustedCertificates = [_authority] });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(ConnectionState.Open, consumer.State);
    }

    [Fact]
    public async Task The_servers_own_certificate_can_be_pinned()
    {
        using var certificate = Issue("CN=server", null, IPAddress.Loopback);
        await using var server = new ScriptedServer(Stays) { Certificate = certificate };
        using var pinned = X509CertificateLoader.LoadCertificate(certificate.RawData);
        await using var session = await server.ConnectAsync(options => options with { TrustedCertificates = [pinned] });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(ConnectionState.Open, consumer.State);
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("another name")]
    [InlineData("no longer valid")]
    [InlineData("pinned, no longer valid")]
    public async Task Whom_the_given_certificates_do_not_vouch_for_is_refused(string why)
    {
        var isOver = why.EndsWith("no longer valid", StringComparison.Ordinal);
        using var certificate = Issue("CN=server", why == "pinned, no longer valid" ? null : _authority, why == "another name" ? IPAddress.Parse("192.0.2.1") : IPAddress.Loopback, isOver);
        using var pinned = X509CertificateLoader.LoadCertificate(certificate.RawData);
        await using var server = new ScriptedServer { Certificate = certificate };
        var error = await Assert.ThrowsAsync<GdnException>(() => server.ConnectAsync(
            options => options with { TrustedCertificates = [why switch { "another authority" => _other, "pinned, no longer valid" => pinned, _ => _authority }] }));
        Assert.Equal(GdnErrorCode.ConnectionFailed, error.Code);
    }

    [Fact]
    public async Task Requests_and_sockets_go_through_the_proxy()
    {
        await using var server = new ScriptedServer(Stays);
        await using var proxy = new ScriptedProxy(server.Url.Port);

        // Nobody but the proxy knows this host.
        await using var session = await server.ConnectAsync(options => options with { Url = new Uri("http://gdn.invalid/"), AllowUnencrypted = true, Proxy = new WebProxy(proxy.Url) });
        await using var consumer = await session.SubscribeAsync(Stream, "s");
        Assert.Equal(["POST http://gdn.invalid/_open/auth", "CONNECT gdn.invalid:80"], proxy.Asked);
    }

    private static X509Certificate2 Issue(string name, X509Certificate2? issuer, IPAddress? address, bool isOver = false)
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

        var from = TimeProvider.System.GetUtcNow().AddDays(-2);
        var until = isOver ? from.AddDays(1) : from.AddDays(100);
        using var certificate = issuer is null ? request.CreateSelfSigned(from, until) : request.Create(issuer, from, until < issuer.NotAfter ? until : issuer.NotAfter, [1, 2, 3, 4]);
        using var whole = issuer is null ? null : certificate.CopyWithPrivateKey(key);

        // SslStream takes no key that lives in memory alone, on some systems.
        return X509CertificateLoader.LoadPkcs12((whole ?? certificate).Export(X509ContentType.Pkcs12), null);
    }
}
#endif
