using System.Net;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;
using GdnStreams.Server;
using GdnStreams.Server.Backends.Pulsar;

namespace GdnStreams.Conformance;

/// <summary>A gateway to a Pulsar behind TLS, whose certificate an authority issued that no machine knows.</summary>
public sealed class TrustingAnAuthority(Servers servers) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-authority");
    private readonly PrivateAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Administers_and_forwards_sockets_where_the_authority_was_given()
    {
        using var certificate = _authority.Issue(IPAddress.Loopback);
        await using var pulsar = new OddProxy(servers["pulsar"].Base, certificate);
        await using var gateway = await StartAsync(pulsar.Url, _authority.Pem);
        await using var session = await (servers["gateway"] with { Base = new Uri(gateway.Url) }).ConnectAsync();
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await session.PublishAsync(stream, "over TLS");
        Assert.Equal("over TLS", (await consumer.ReceiveAsync()).Text);
    }

    [Theory]
    [InlineData("no authority")]
    [InlineData("another authority")]
    [InlineData("another host")]
    public async Task Does_not_start_where_nobody_vouches_for_the_Pulsar(string why)
    {
        using var other = new PrivateAuthority();
        using var certificate = _authority.Issue(why == "another host" ? IPAddress.Parse("192.0.2.1") : IPAddress.Loopback);
        await using var pulsar = new OddProxy(servers["pulsar"].Base, certificate);
        var error = await Assert.ThrowsAsync<GdnException>(() => StartAsync(pulsar.Url, why switch { "no authority" => null, "another authority" => other.Pem, _ => _authority.Pem }));
        Assert.Contains("--pulsar-ca FILE", error.Message, StringComparison.Ordinal);
        Assert.Contains(pulsar.Url.Authority, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n")]
    [InlineData("a server's own")]
    public void A_file_without_an_authority_is_refused_by_name(string content)
    {
        using var certificate = _authority.Issue(IPAddress.Loopback);
        var error = Assert.Throws<GdnException>(() => Read(content == "a server's own" ? certificate.ExportCertificatePem() : content));
        Assert.Equal(GdnErrorCode.BadRequest, error.Code);
        Assert.Contains(_directory.FullName, error.Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<X509Certificate2> Read(string pem)
    {
        var file = Path.Combine(_directory.FullName, "authority.pem");
        File.WriteAllText(file, pem);
        return PulsarAuthorities.Read(file);
    }

    private Task<StreamServer> StartAsync(Uri pulsar, string? authority) => StreamServer.StartAsync(
        new ServerOptions { Pulsar = new PulsarOptions { Url = pulsar, Authorities = authority is null ? [] : Read(authority) }, IsForDevelopment = true }, TimeProvider.System, CancellationToken.None);
}
