#region usings
using GdnStreams.Client;
using GdnStreams.Protocol;
#endregion
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests.ClientPage;

public sealed class ConnectSamples(SampleServer server) : IClassFixture<SampleServer>
{
    [Fact]
    public async Task To_a_development_server()
    {
        var url = server.Url;
        #region connect
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions
        {
            Url = new Uri(url),
            Credential = GdnCredential.Password("root@demo.local", "demo"),
        });
        #endregion
        Assert.Equal("demo", session.Tenant);
    }

    [Fact]
    public async Task With_every_kind_of_credential()
    {
        using var typed = new SecureString();
        foreach (var c in Development.Password)
        {
            typed.AppendChar(c);
        }

        var (apiKey, jwt) = (Development.ApiKey, "header.claims.signature");
        #region credentials
        var person = GdnCredential.Password("root@demo.local", typed);  // a string, or a SecureString
        var service = GdnCredential.ApiKey(apiKey);                     // {tenant}.{key id}.{secret}
        var borrowed = GdnCredential.Token(jwt);                        // ends when the token expires: nobody can renew it
        #endregion
        using (person)
        using (service)
        using (borrowed)
        {
            Assert.DoesNotContain("signature", borrowed.ToString(), StringComparison.Ordinal);
            foreach (var credential in new[] { person, service })
            {
                await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = credential });
                Assert.Equal("root", (await session.Users.GetAsync("root")).Name);
            }
        }
    }

    [Fact]
    public void To_a_Pulsar()
    {
        #region pulsar
        var options = new GdnSessionOptions
        {
            Url = new Uri("http://broker:8080"),
            Dialect = GdnDialect.Pulsar,
            Tenant = "public",
            Namespace = "default",
        };
        #endregion
        Assert.Equal(GdnCredentialKind.Anonymous, options.Credential.Kind);
    }

    [Fact]
    public async Task Over_TLS_with_a_certificate_of_ones_own()
    {
        var (httpsUrl, authorityFile) = (server.HttpsUrl, server.CertificateFile);
        using var credential = GdnCredential.ApiKey(Development.ApiKey);
        #region tls
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions
        {
            Url = new Uri(httpsUrl),
            Credential = credential,
            TrustedCertificates = [X509CertificateLoader.LoadCertificateFromFile(authorityFile)],
            Proxy = new WebProxy(), // no address: straight to the server. Left out: the system's proxy.
        });
        #endregion
        var stream = StreamName.Create("secret", StreamScope.Local);
        await session.Streams.CreateAsync(stream);
        await using var producer = await session.CreateProducerAsync(stream);
        Assert.False((await producer.SendAsync(OutgoingMessage.FromText("hush"))).IsNone);
    }

    [Fact]
    public async Task With_limits_of_ones_own()
    {
        var url = server.Url;
        using var credential = GdnCredential.ApiKey(Development.ApiKey);
        #region limits
        await using var session = await GdnSession.ConnectAsync(new GdnSessionOptions
        {
            Url = new Uri(url),
            Credential = credential,
            ReconnectTimeout = TimeSpan.FromHours(1),
            KeepAliveInterval = TimeSpan.FromSeconds(10),
            KeepAliveTimeout = TimeSpan.FromSeconds(5),
        });
        #endregion
        Assert.False(session.IsClosed);
    }
}
