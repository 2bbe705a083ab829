using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Credentials;

/// <summary>The client library, connected to a real Pulsar that asks for credentials.</summary>
[Collection(StrictServers.Name)]
public sealed class SigningInToAPulsar(StrictServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("token", "http")]
    [InlineData("token", "https")]
    [InlineData("password", "http")]
    [InlineData("password", "https")]
    public async Task Goes_with_every_request_and_every_socket(string kind, string scheme)
    {
        await using var session = await GdnSession.ConnectAsync(servers.OptionsOf(kind, scheme));
        var stream = await session.NewStreamAsync();
        await using var consumer = await session.SubscribeAsync(stream, "s");
        await session.PublishAsync(stream, "one", "two");
        foreach (var text in new[] { "one", "two" })
        {
            var message = await consumer.ReceiveAsync().AsTask().WaitAsync(Patience);
            Assert.Equal(text, message.Text);
            await consumer.AcknowledgeAsync(message.Id);
        }

        await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions["s"].Backlog == 0);
        Assert.Equal(2, (await session.Streams.GetStatsAsync(stream)).MessagesIn);
        await session.Subscriptions.ResetAsync(stream, "s", MessageId.Earliest);
        await using var reader = await session.CreateReaderAsync(stream, new ReaderOptions { StartMessageId = MessageId.Earliest });
        Assert.Equal("one", (await reader.ReceiveAsync().AsTask().WaitAsync(Patience)).Text);
        await session.Streams.DeleteAsync(stream, force: true);
    }

    [Fact]
    public async Task Is_needed()
    {
        GdnCredential[] bad = [GdnCredential.Anonymous, GdnCredential.Token(new TokenKey().TokenOf("admin")), GdnCredential.Password("ada", "wrong"), GdnCredential.Password("nobody", "x")];
        foreach (var credential in bad)
        {
            await Sessions.FailsAsync(GdnErrorCode.Unauthorized, () => GdnSession.ConnectAsync(servers.OptionsOf("token", "http") with { Credential = credential }));
        }
    }

    [Fact]
    public async Task Is_kept_from_a_Pulsar_whose_certificate_is_of_nobody_known()
    {
        var options = servers.OptionsOf("token", "https") with { TrustedCertificates = [] };
        var error = await Assert.ThrowsAsync<GdnException>(() => GdnSession.ConnectAsync(options));
        Assert.Equal(GdnErrorCode.ConnectionFailed, error.Code);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
    }
}
