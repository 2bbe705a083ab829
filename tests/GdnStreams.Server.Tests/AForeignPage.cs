using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>Somebody else's page, in a real browser on the machine of a <c>--dev</c> server: it knows the published password and key, and holds a valid token.</summary>
public sealed class AForeignPage
{
    private const string Origin = "http://localhost:8000";

    /// <summary>A page of another origin, and one whose host's name leads to the server by now, which makes them the same origin.</summary>
    [Theory]
    [InlineData(Origin, "http://127.0.0.1", "unreadable")]
    [InlineData("http://pages.example", "http://127.0.0.1", "unreadable")]
    [InlineData("http://pages.example", "http://localhost", "unreadable")]
    [InlineData("http://rebound.example", "http://rebound.example", "403")]
    public async Task Neither_sees_nor_changes_anything(string page, string host, string refused)
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--dev");
        using var http = await OwnerAsync(server);
        var before = await StateAsync(http);
        var address = $"{host}:{server.Url.Port}";
        Assert.Equal(
            [
                $"sign in: {refused}", $"list: {refused}", $"list with the key: {refused}", $"metrics: {refused}", $"make a key: {refused}", $"publish: {refused}",
                "publish over a socket: no socket", "make a stream over a socket: no socket", $"delete: {refused}", "done",
            ],
            await OpenAsync(page == host ? address : page, address, http));
        Assert.Equal(before, await StateAsync(http));
    }

    [Fact]
    public async Task Does_all_that_its_user_may_once_its_origin_is_allowed()
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--dev", "--allow-origin", Origin);
        using var http = await OwnerAsync(server);
        Assert.Equal(
            [
                "sign in: 200", "list: 200 c8globals.gone,c8globals.kept", "list with the key: 200", "metrics: 200", "make a key: 201", "publish: 202",
                "publish over a socket: ok", "make a stream over a socket: ok", "delete: 202", "done",
            ],
            await OpenAsync(Origin, $"http://127.0.0.1:{server.Url.Port}", http));
        Assert.Equal("development,pages | c8globals.kept,c8globals.made | 2", await StateAsync(http));
    }

    private static async Task<string[]> OpenAsync(string page, string server, HttpClient http)
    {
        var (node, chromium) = (OtherPrograms.Required("node"), OtherPrograms.Required("chromium", "chromium-browser", "google-chrome", "chrome"));
        var directory = OtherPrograms.Copy("Browser");
        try
        {
            await OtherPrograms.InstallAsync(directory.FullName);
            var printed = await OtherPrograms.RunAsync(
                directory.FullName, null, node, "foreign.js", chromium, page, server, http.DefaultRequestHeaders.Authorization!.Parameter!, Development.ApiKey);
            return printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>The user whom the page attacks, signed in, with two streams and a subscription to one.</summary>
    private static async Task<HttpClient> OwnerAsync(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = server.Url };
        using var body = new StringContent($$"""{"email":"{{Development.Email}}","password":"{{Development.Password}}"}""");
        using var response = await http.PostAsync(new Uri("/_open/auth", UriKind.Relative), body);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["jwt"]!);
        foreach (var path in new[] { "POST /_fabric/_system/_api/streams/kept?global=true", "POST /_fabric/_system/_api/streams/gone?global=true", "PUT /_fabric/_system/_api/streams/c8globals.kept/subscription/s" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(path.Split(' ')[0]), new Uri(path.Split(' ')[1], UriKind.Relative));
            using var answer = await http.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        return http;
    }

    /// <summary>Keys, streams, and messages in the stream that is kept.</summary>
    private static async Task<string> StateAsync(HttpClient http)
    {
        var keys = (await GetAsync("/_api/key"))["result"]!.AsArray().Select(key => (string)key!["keyid"]!).Order();
        var streams = (await GetAsync("/_fabric/_system/_api/streams"))["result"]!.AsArray().Select(stream => (string)stream!["topic"]!).Order();
        var messages = (long)(await GetAsync("/_fabric/_system/_api/streams/c8globals.kept/stats"))["result"]!["subscriptions"]!["s"]!["msgBacklog"]!;
        return $"{string.Join(',', keys)} | {string.Join(',', streams)} | {messages}";

        async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative)))!;
    }
}
