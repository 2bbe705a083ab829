using System.Net;
using System.Net.Http.Json;
using System.Text;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests;

/// <summary>The main job through the client library, against a real server in this process.</summary>
public sealed class MainJob : IAsyncLifetime
{
    private static readonly StreamName Stream = StreamName.Create("demo", StreamScope.Global);
    private StreamServer _server = null!;
    private GdnSession _session = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        _session = await ConnectAsync("demo");
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Runs_from_sign_in_to_an_empty_backlog()
    {
        Assert.Equal("demo", _session.Tenant);
        Assert.Equal("_system", (await _session.Fabrics.GetAsync()).Name);
        await _session.Streams.CreateAsync(Stream);
        await _session.Streams.CreateAsync(StreamName.Create("near", StreamScope.Local));
        Assert.Equal(["c8globals.demo", "c8locals.near"], (await _session.Streams.ListAsync()).Select(s => s.Name.Topic).Order());
        await using var consumer = await _session.SubscribeAsync(Stream, "s");
        await using var producer = await _session.CreateProducerAsync(Stream);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 2_500; i++)
        {
            await producer.EnqueueAsync(OutgoingMessage.FromText($"message {i}"), null, limit.Token);
        }

        var receiving = Task.Run(async () =>
        {
            for (var i = 0; i < 2_500; i++)
            {
                var message = await consumer.ReceiveAsync(limit.Token);
                Assert.Equal($"message {i}", message.Text);
                await consumer.AcknowledgeAsync(message.Id, limit.Token);
            }
        });
        await producer.FlushAsync(limit.Token);
        await receiving;
        await consumer.DisposeAsync();
        Assert.Equal(0, (await _session.Streams.GetBacklogAsync(Stream)).MessageBacklog);
        Assert.Equal(["s"], await _session.Subscriptions.ListAsync(Stream));
        await _session.Subscriptions.DeleteAsync(Stream, "s");
        await producer.DisposeAsync();
        await _session.Streams.DeleteAsync(Stream);
        Assert.False(await _session.Streams.ExistsAsync(Stream));
    }

    [Fact]
    public async Task Refuses_a_wrong_password() =>
        Assert.Equal(GdnErrorCode.WrongCredentials, (await Assert.ThrowsAsync<GdnException>(() => ConnectAsync("wrong"))).Code);

    [Fact]
    public async Task Refuses_a_name_that_breaks_the_rules_a_second_stream_and_a_missing_one()
    {
        await _session.Streams.CreateAsync(Stream);
        Assert.Equal(GdnErrorCode.StreamExists, (await Assert.ThrowsAsync<GdnException>(() => _session.Streams.CreateAsync(Stream))).Code);
        var missing = StreamName.Create("missing", StreamScope.Local);
        Assert.Equal(GdnErrorCode.StreamNotFound, (await Assert.ThrowsAsync<GdnException>(() => _session.Streams.DeleteAsync(missing))).Code);
        using var http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        var auth = await http.PostAsync(new Uri("/_open/auth", UriKind.Relative), new StringContent("""{"email":"root@demo.local","password":"demo"}"""));
        var reply = await auth.Content.ReadFromJsonAsync(RestJson.Default.SignInReply);
        http.DefaultRequestHeaders.Authorization = new("bearer", reply!.Jwt);
        var bad = await http.PostAsync(new Uri("/_fabric/_system/_api/streams/bad%25?global=True", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.True((await bad.Content.ReadFromJsonAsync(RestJson.Default.ErrorBody))!.Error);
        var fabric = await http.GetAsync(new Uri("/_fabric/nope/_api/streams", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, fabric.StatusCode);
        http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/_fabric/_system/streams", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Refuses_a_second_exclusive_consumer_until_the_first_is_gone()
    {
        await _session.Streams.CreateAsync(Stream);
        var first = await _session.SubscribeAsync(Stream, "s");
        var error = await Assert.ThrowsAsync<GdnException>(() => _session.SubscribeAsync(Stream, "s"));
        Assert.Equal(GdnErrorCode.SubscriptionBusy, error.Code);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Delivers_what_was_published_over_http_as_it_is()
    {
        await _session.Streams.CreateAsync(Stream);
        await using var consumer = await _session.SubscribeAsync(Stream, "s");
        await _session.Streams.PublishAsync(Stream, Encoding.UTF8.GetBytes("Hello World"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.Equal("Hello World", (await consumer.ReceiveAsync(limit.Token)).Text);
    }

    private Task<GdnSession> ConnectAsync(string password) => GdnSession.ConnectAsync(
        new GdnSessionOptions { Url = new Uri(_server.Url), Credential = GdnCredential.Password("root@demo.local", password) });
}
