using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;
using GdnStreams.Server;

namespace GdnStreams.Conformance;

/// <summary>Two gateways side by side: what is made on one is there on the other.</summary>
public sealed class Gateways(Servers servers) : IAsyncLifetime
{
    private StreamServer? _other;

    public async ValueTask InitializeAsync() => _other = await servers.StartGatewayAsync();

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
        {
            await _other.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_key_of_one_works_on_the_other_until_it_is_removed()
    {
        await using var here = await servers["gateway"].ConnectAsync();
        var stream = await here.NewStreamAsync();
        var key = await here.ApiKeys.CreateAsync(NewName("k"));
        var options = new GdnSessionOptions { Url = new Uri(_other!.Url), Credential = GdnCredential.ApiKey(key.Key), ReconnectTimeout = TimeSpan.Zero };
        await Sessions.UntilAsync(() => WorksAsync(options));
        await using var there = await GdnSession.ConnectAsync(options);
        await using var producer = await there.CreateProducerAsync(stream);
        await producer.SendAsync(OutgoingMessage.FromText("over the other"));
        Assert.Equal(1, (await here.Streams.GetBacklogAsync(stream)).TotalMessages);
        await here.ApiKeys.DeleteAsync(key.Id);
        await Sessions.UntilAsync(() => Task.FromResult(producer.State == ConnectionState.Closed));
    }

    [Fact]
    public async Task A_fabric_of_one_is_there_on_the_other_until_it_is_deleted()
    {
        await using var here = await servers["gateway"].ConnectAsync();
        var name = NewName("f");
        await here.Fabrics.CreateAsync(name);
        await using var there = await OtherAsync("_system");
        await Sessions.UntilAsync(async () => (await there.Fabrics.ListNamesAsync()).Contains(name));
        await using (var inside = await OtherAsync(name))
        {
            var stream = await inside.NewStreamAsync();
            await inside.PublishAsync(stream, "one");
        }

        await here.Fabrics.DeleteAsync(name);
        await Sessions.UntilAsync(async () => !(await there.Fabrics.ListNamesAsync()).Contains(name));
    }

    [Fact]
    public async Task Changes_on_both_at_once_are_all_there()
    {
        await using var here = await servers["gateway"].ConnectAsync();
        await using var there = await OtherAsync("_system");
        var names = Enumerable.Range(0, 20).Select(number => NewName($"k{number}-")).ToArray();
        await Task.WhenAll(names.Select((name, i) => (i % 2 == 0 ? here : there).ApiKeys.CreateAsync(name)));
        foreach (var session in new[] { here, there })
        {
            await Sessions.UntilAsync(async () => names.All((await session.ApiKeys.ListAsync()).Select(key => key.Id).Contains));
        }

        // The same name on both: one of them is told that it exists.
        var same = NewName("same");
        var made = await Task.WhenAll(new[] { here, there, here, there }.Select(async session =>
        {
            try
            {
                await session.ApiKeys.CreateAsync(same);
                return true;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.ApiKeyExists)
            {
                return false;
            }
        }));
        Assert.Single(made, wasMade => wasMade);
    }

    [Fact]
    public async Task A_token_of_one_is_good_on_the_other()
    {
        var options = new GdnSessionOptions { Url = servers["gateway"].Base, Credential = GdnCredential.Password("root@demo.local", "demo") };
        await using var here = await GdnSession.ConnectAsync(options);
        await using var there = await GdnSession.ConnectAsync(options with { Url = new Uri(_other!.Url) });
        Assert.Equal((await here.Fabrics.ListNamesAsync()).Order(), (await there.Fabrics.ListNamesAsync()).Order());
    }

    [Fact]
    public async Task A_one_time_password_of_one_opens_a_socket_at_the_other()
    {
        using var http = new HttpClient { BaseAddress = servers["gateway"].Base };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", servers["gateway"].Authorization);
        using var answer = await http.PostAsync(new Uri("/apid/otp", UriKind.Relative), null);
        var otp = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["otp"];
        using var socket = new ClientWebSocket();
        var url = new UriBuilder(_other!.Url) { Scheme = "ws", Path = $"/_ws/ws/v2/producer/persistent/demo/c8global._system/{servers["gateway"].NewTopic()}", Query = "otp=" + otp }.Uri;
        await socket.ConnectAsync(url, CancellationToken.None);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Theory]
    [InlineData("producer/persistent/demo/c8global._system/c8globals.x", "apikey demo.nobody.x", HttpStatusCode.Unauthorized)]
    [InlineData("producer/persistent/other/c8global._system/c8globals.x", null, HttpStatusCode.Forbidden)]
    [InlineData("producer/persistent/public/c8local._gateway/c8locals.documents", null, HttpStatusCode.Forbidden)]
    [InlineData("producer/persistent/demo/c8local._gateway/c8locals.documents", null, HttpStatusCode.NotFound)]
    public async Task A_socket_is_refused_before_the_Pulsar_is_asked(string path, string? authorization, HttpStatusCode status)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", authorization ?? servers["gateway"].Authorization);
        var url = new UriBuilder(servers["gateway"].Base) { Scheme = "ws", Path = "/_ws/ws/v2/" + path }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(url, CancellationToken.None));
        Assert.Equal(status, socket.HttpStatusCode);
    }

    private static async Task<bool> WorksAsync(GdnSessionOptions options)
    {
        try
        {
            await using var session = await GdnSession.ConnectAsync(options);
            await session.Fabrics.GetAsync();
            return true;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Unauthorized)
        {
            return false;
        }
    }

    private static string NewName(string prefix) => prefix + Guid.NewGuid().ToString("N")[..10];

    private Task<GdnSession> OtherAsync(string fabric) => (servers["gateway"] with { Base = new Uri(_other!.Url) }).ConnectAsync(fabric);
}
