using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>A secret goes over http to this machine alone, unless an option says otherwise.</summary>
public sealed class UnencryptedTests
{
    [Theory]
    [InlineData("http://gdn.invalid/", true)]
    [InlineData("http://192.0.2.1:8080/", true)]
    [InlineData("http://128.0.0.1/", true)]
    [InlineData("http://[2001:db8::1]/", true)]
    [InlineData("http://0.0.0.0/", true)]
    [InlineData("http://localhost.example.com/", true)]
    [InlineData("http://127.0.0.1.example.com/", true)]
    [InlineData("https://gdn.invalid/", false)]
    [InlineData("http://localhost:8080/", false)]
    [InlineData("http://LOCALHOST/", false)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("http://127.255.3.4/", false)]
    [InlineData("http://[::1]:8080/", false)]
    public void Only_http_to_another_machine_is_unencrypted(string url, bool expected)
    {
        var options = new GdnSessionOptions { Url = new Uri(url), Credential = GdnCredential.ApiKey("demo.k.s3cret") };
        Assert.Equal(expected, options.IsUnencrypted);
        Assert.False((options with { Credential = GdnCredential.Anonymous }).IsUnencrypted);
    }

    [Theory]
    [InlineData("ws://pulsar.invalid/", true)]
    [InlineData("wss://pulsar.invalid/", false)]
    [InlineData("ws://127.0.0.1/", false)]
    public void An_address_of_the_sockets_counts_too(string url, bool expected) => Assert.Equal(
        expected, new GdnSessionOptions { Url = new Uri("http://127.0.0.1/"), WebSocketUrl = new Uri(url), Credential = GdnCredential.Token("a.b.c") }.IsUnencrypted);

    [Theory]
    [InlineData(GdnCredentialKind.Password, GdnDialect.Gdn, "The password")]
    [InlineData(GdnCredentialKind.ApiKey, GdnDialect.Gdn, "The API key")]
    [InlineData(GdnCredentialKind.Token, GdnDialect.Gdn, "The token")]
    [InlineData(GdnCredentialKind.Token, GdnDialect.Pulsar, "The token")]
    public async Task A_secret_is_not_sent_and_the_error_says_both_ways_out(GdnCredentialKind kind, GdnDialect dialect, string what)
    {
        var options = new GdnSessionOptions { Url = new Uri("http://gdn.invalid:8080/"), Credential = Of(kind), Dialect = dialect };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => GdnSession.ConnectAsync(options));
        Assert.StartsWith(what + " would go to http://gdn.invalid:8080 unencrypted", error.Message, StringComparison.Ordinal);
        Assert.Contains("https://", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowUnencrypted", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_allows_it_gets_as_far_as_the_network()
    {
        var options = new GdnSessionOptions { Url = new Uri("http://gdn.invalid/"), Credential = Of(GdnCredentialKind.Password), AllowUnencrypted = true };
        Assert.Equal(GdnErrorCode.ConnectionFailed, (await Assert.ThrowsAsync<GdnException>(() => GdnSession.ConnectAsync(options))).Code);
    }

    [Fact]
    public async Task A_redirect_does_not_take_a_token_to_another_machine_unencrypted()
    {
        await using var broker = new ScriptedRest(request => request == "GET /admin/v2/brokers/version" ? (200, "4.0.8") : (307, "http://gdn.invalid:8080/there"));
        var options = new GdnSessionOptions { Url = broker.Url, Credential = GdnCredential.Token("a.b.s3cret"), Dialect = GdnDialect.Pulsar };
        await using (var session = await GdnSession.ConnectAsync(options))
        {
            Assert.Contains("AllowUnencrypted", (await TerminateAsync(session)).Message, StringComparison.Ordinal);
        }

        // Nothing of a stranger's is sent, and nobody but the name server is asked for this host.
        await using var anonymous = await GdnSession.ConnectAsync(options with { Credential = GdnCredential.Anonymous });
        Assert.Contains("Nothing answers at http://gdn.invalid:8080", (await TerminateAsync(anonymous)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://ada:s3cret@127.0.0.1/")]
    [InlineData("ftp://ada:s3cret@127.0.0.1/")]
    [InlineData("ada:s3cret@127.0.0.1")]
    [InlineData("//ada:s3cret@127.0.0.1/")]
    [InlineData("http://127.0.0.1/?apikey=s3cret")]
    [InlineData("http://127.0.0.1/#s3cret")]
    public async Task A_secret_in_the_address_is_refused_and_not_shown(string url)
    {
        var options = new GdnSessionOptions { Url = new Uri(url, UriKind.RelativeOrAbsolute), Credential = GdnCredential.ApiKey("demo.k.s") };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => GdnSession.ConnectAsync(options));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    private static GdnCredential Of(GdnCredentialKind kind) => kind switch
    {
        GdnCredentialKind.Password => GdnCredential.Password("ada@example.com", "s3cret"),
        GdnCredentialKind.ApiKey => GdnCredential.ApiKey("demo.k.s3cret"),
        _ => GdnCredential.Token("a.b.s3cret"),
    };

    private static Task<GdnException> TerminateAsync(GdnSession session) =>
        Assert.ThrowsAsync<GdnException>(() => session.Streams.TerminateAsync(StreamName.Create("t", StreamScope.Global)));
}
