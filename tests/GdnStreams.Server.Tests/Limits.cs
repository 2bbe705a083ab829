using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>What one user or tenant may take, and which names they may give.</summary>
public sealed class Limits
{
    [Fact]
    public async Task Sockets_of_a_user_are_limited_and_free_again_when_they_close()
    {
        await using var server = await StartAsync(new ServerOptions { MaxSockets = 2 });
        using var first = await RawSocket.OpenAsync(new Uri(server.Url), "producer", "c8globals.x");
        using (await RawSocket.OpenAsync(new Uri(server.Url), "consumer", "c8globals.x/s"))
        {
            Assert.Contains("--max-sockets", await RefusalAsync(server, "reader", "c8globals.x", 429), StringComparison.Ordinal);
        }

        // Somebody else has sockets of their own.
        await server.Accounts.Users.AddAsync(new Account("demo", "bob", "bob@x", "", ""), "p", CancellationToken.None);
        await server.Accounts.Keys.AddAsync("demo", "bob", "bobs", "secret", CancellationToken.None);
        using var others = await RawSocket.OpenAsync(new Uri(server.Url), "reader", "c8globals.x", "apikey demo.bobs.secret");
        await UntilAsync(async () =>
        {
            try
            {
                using var again = await RawSocket.OpenAsync(new Uri(server.Url), "reader", "c8globals.x");
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Streams_are_limited_over_REST_and_sockets()
    {
        await using var server = await StartAsync(new ServerOptions { MaxStreams = 1 });
        using var first = await RawSocket.OpenAsync(new Uri(server.Url), "producer", "c8globals.x");
        Assert.Contains("--max-streams", await RefusalAsync(server, "producer", "c8globals.y", 429), StringComparison.Ordinal);
        Assert.Contains("--max-streams", await CallAsync(server, "POST", "/_fabric/_system/_api/streams/y?global=true", 429), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscriptions_are_limited_over_REST_and_sockets()
    {
        await using var server = await StartAsync(new ServerOptions { MaxStreamSubscriptions = 1 });
        using var first = await RawSocket.OpenAsync(new Uri(server.Url), "consumer", "c8globals.x/s");
        Assert.Contains("--max-stream-subscriptions", await RefusalAsync(server, "consumer", "c8globals.x/t", 429), StringComparison.Ordinal);
        Assert.Contains("--max-stream-subscriptions", await CallAsync(server, "PUT", "/_fabric/_system/_api/streams/c8globals.x/subscription/t", 429), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\u001b[31mb", "U+001B")]
    [InlineData("a\nb", "U+000A")]
    [InlineData("a\u0007b", "U+0007")]
    [InlineData("a\u009bb", "U+009B")]
    [InlineData("a\u202eb", "U+202E")]
    [InlineData("a\u200fb", "U+200F")]
    [InlineData("a\u2066b", "U+2066")]
    [InlineData("a\u2028b", "U+2028")]
    [InlineData("long", "256")]
    public async Task Names_that_cannot_be_shown_are_refused_everywhere(string name, string expected)
    {
        await using var server = await StartAsync(new ServerOptions());
        name = name == "long" ? new string('n', 257) : name;
        var escaped = Uri.EscapeDataString(name);
        using var stream = await RawSocket.OpenAsync(new Uri(server.Url), "producer", "c8globals.x");
        foreach (var (kind, rest) in new[]
        {
            ("producer", $"c8globals.x?producerName={escaped}"),
            ("consumer", $"c8globals.x/{escaped}"),
            ("consumer", $"c8globals.x/s?consumerName={escaped}"),
            ("reader", $"c8globals.x?readerName={escaped}"),
        })
        {
            IsRefused(await RefusalAsync(server, kind, rest, 400));
        }

        IsRefused(await CallAsync(server, "PUT", $"/_fabric/_system/_api/streams/c8globals.x/subscription/{escaped}", 400));

        void IsRefused(string answer)
        {
            var message = (string)JsonNode.Parse(answer)!["errorMessage"]!;
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.All(message, c => Assert.InRange(c, ' ', '~'));
        }
    }

    [Theory]
    [InlineData("s")]
    [InlineData("überwachung 監視")]
    [InlineData("😀")]
    public async Task Other_names_are_not(string name)
    {
        await using var server = await StartAsync(new ServerOptions());
        using var consumer = await RawSocket.OpenAsync(new Uri(server.Url), "consumer", $"c8globals.x/{Uri.EscapeDataString(name)}?consumerName={Uri.EscapeDataString(name)}");
        Assert.Contains(JsonNode.Parse(await CallAsync(server, "GET", "/_fabric/_system/_api/streams/c8globals.x/subscriptions", 200))!["result"]!.AsArray(), each => (string?)each == name);
    }

    [Fact]
    public async Task A_large_frame_is_counted_while_it_is_there_and_refused_where_there_is_no_memory()
    {
        await using var server = await StartAsync(new ServerOptions { MemoryBudget = 3 * 1024 * 1024 });
        using var frames = await RawSocket.OpenAsync(new Uri(server.Url), "producer", "c8globals.x");
        var payload = Convert.ToBase64String(new byte[600_000]);
        for (var i = 0; i < 3; i++)
        {
            await frames.SendAsync($$"""{"payload":"{{payload}}"}""");
            Assert.Equal("ok", (string?)(await frames.NextAsync())?["result"]);
            await UntilAsync(() => Task.FromResult(server.Memory().Used == 0));
        }

        Assert.InRange(server.Memory().Peak, 700_000, 900_000);
        var held = new List<RawSocket>();
        for (var i = 0; i < 8; i++)
        {
            held.Add(await RawSocket.OpenAsync(new Uri(server.Url), "producer", "c8globals.x"));
            await held[i].BeginAsync("{\"payload\":\"" + payload);
        }

        // Whoever gets none is told so; the others' bytes stay within the budget.
        var first = await Task.WhenAny(held.Select(async socket => (await socket.NextAsync(), socket)));
        var (answer, refused) = await first;
        Assert.Null(answer);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, refused.CloseStatus);
        Assert.Contains("--memory-budget", refused.CloseReason, StringComparison.Ordinal);
        Assert.InRange(server.Memory().Peak, 1, 3 * 1024 * 1024);
        held.ForEach(socket => socket.Dispose());
        await UntilAsync(() => Task.FromResult(server.Memory().Used == 0));
        await frames.SendAsync($$"""{"payload":"{{payload}}"}""");
        Assert.Equal("ok", (string?)(await frames.NextAsync())?["result"]);
    }

    [Fact]
    public async Task Peeks_of_large_messages_answer_some_of_them_and_give_their_memory_back()
    {
        await using var server = await StartAsync(new ServerOptions());
        await CallAsync(server, "POST", "/_fabric/_system/_api/streams/x?global=true", 202);
        await CallAsync(server, "PUT", "/_fabric/_system/_api/streams/c8globals.x/subscription/s?position=earliest", 200);
        var body = new byte[1_000_000];
        for (var i = 0; i < 20; i++)
        {
            await CallAsync(server, "POST", "/_fabric/_system/_api/streams/c8globals.x/publish", 202, body);
        }

        var peeks = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CallAsync(server, "GET", "/_fabric/_system/_api/streams/c8globals.x/subscription/s/position/1?count=1000", 200)));
        Assert.All(peeks, peek => Assert.InRange(JsonNode.Parse(peek)!["result"]!.AsArray().Count, 1, 10));
        await UntilAsync(() => Task.FromResult(server.Memory().Used == 0));
        Assert.InRange(server.Memory().Peak, 1, server.Memory().Most);
    }

    private static Task<StreamServer> StartAsync(ServerOptions options) => StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The body with which a handshake is refused.</summary>
    private static async Task<string> RefusalAsync(StreamServer server, string kind, string rest, int status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Url}/_ws/ws/v2/{kind}/persistent/demo/c8global._system/{rest}");
        request.Headers.Add("Authorization", "apikey " + Development.ApiKey);
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        using var response = await http.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<string> CallAsync(StreamServer server, string method, string path, int status, byte[]? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), server.Url + path) { Content = body is null ? null : new ByteArrayContent(body) };
        request.Headers.Add("Authorization", "apikey " + Development.ApiKey);
        using var response = await http.SendAsync(request);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
        Assert.True(status == (int)response.StatusCode, text);
        return text;
    }
}
