using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>A server in this process, in memory or a gateway, and its API for what the console does not do in a test.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    private readonly Target _target;
    private readonly HttpClient _http;

    private ConsoleServer(Target target)
    {
        _target = target;
        _http = new HttpClient { BaseAddress = new Uri(target.Server.Url) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("apikey", Development.ApiKey);
    }

    public string Url => _target.Server.Url;

    public string HttpsUrl => _target.Server.Addresses.HttpsUrl!;

    public static async Task<ConsoleServer> StartAsync(ServerOptions? options = null) =>
        new(new Target(await StreamServer.StartAsync(options ?? new ServerOptions(), TimeProvider.System, CancellationToken.None), pulsar: null, turn: null));

    /// <summary>One by the name of its engine.</summary>
    public static async Task<ConsoleServer> StartAsync(Targets targets, string target) => new(await targets.StartAsync(target, new ServerOptions()));

    /// <summary>One request, such as <c>POST /streams/orders?global=true</c>, in the fabric <c>_system</c>; it has to succeed.</summary>
    public async Task<JsonNode?> CallAsync(string request, string? body = null)
    {
        var (method, path) = request.Split(' ', 2) is [var m, var p] ? (m, p) : throw new ArgumentException(request, nameof(request));
        using var message = new HttpRequestMessage(new HttpMethod(method), "/_fabric/_system/_api" + path);
        message.Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await _http.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{request}: {text}");
        return JsonNode.Parse(text)?["result"];
    }

    /// <summary>Where a page that has no credential opens one socket, such as <c>reader/persistent/demo/c8global._system/c8globals.orders</c>.</summary>
    public async Task<string> SocketAsync(string path)
    {
        using var response = await _http.PostAsync(new Uri("/apid/otp", UriKind.Relative), null);
        return $"{Url.Replace("http", "ws", StringComparison.Ordinal)}/_ws/ws/v2/{path}?otp={(string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["otp"]!}";
    }

    /// <summary>A global stream with a subscription and messages in its backlog.</summary>
    public async Task<string> StreamAsync(string name, string? subscription = null, params string[] messages)
    {
        await CallAsync($"POST /streams/{name}?global=true");
        var topic = "c8globals." + name;
        if (subscription is not null)
        {
            await CallAsync($"PUT /streams/{topic}/subscriptions/{subscription}?position=earliest");
        }

        foreach (var message in messages)
        {
            await CallAsync($"POST /streams/{topic}/publish", message);
        }

        return topic;
    }

    /// <summary>Many global streams, of the given name and a number behind it.</summary>
    public Task StreamsAsync(string name, int count) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => await CallAsync($"POST /streams/{name}-{number:000000}?global=true"));

    /// <summary>Lets a user in, or locks the user out.</summary>
    public async Task ActivateAsync(string user, bool isActive)
    {
        using var body = new StringContent($$"""{"active":{{(isActive ? "true" : "false")}}}""");
        using var response = await _http.PatchAsync(new Uri($"/_api/user/{user}", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>A stream of dead letters of <c>billing</c>, with messages that died on a stream of this tenant.</summary>
    public async Task DeadLettersAsync(string topic, params string[] messages)
    {
        const string Name = "orders-billing-DLQ";
        await StreamAsync(Name, "redrive");
        await using var session = await ConnectAsync();
        await using var producer = await session.CreateProducerAsync(StreamName.Create(Name, StreamScope.Global));
        foreach (var message in messages)
        {
            await producer.EnqueueAsync(OutgoingMessage.FromText(message) with
            {
                Key = "k",
                Properties = new Dictionary<string, string> { ["REAL_TOPIC"] = $"persistent://demo/c8global._system/{topic}", ["REAL_SUBSCRIPTION"] = "billing", ["own"] = "stays" },
            });
        }

        await producer.FlushAsync();
    }

    /// <summary>A session of the client library.</summary>
    public Task<GdnSession> ConnectAsync() => GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });

    /// <summary>The payloads that wait for a subscription, as text.</summary>
    public async Task<string[]> WaitingAsync(string topic, string subscription) =>
        [.. (await CallAsync($"GET /streams/{topic}/subscriptions/{subscription}/position/1?count=100"))!.AsArray().Select(message => Encoding.UTF8.GetString(Convert.FromBase64String((string)message!["payload"]!)))];

    /// <summary>Messages that wait for a subscription.</summary>
    public async Task<long> BacklogAsync(string topic, string subscription) => (long)(await CallAsync($"GET /streams/{topic}/stats"))!["subscriptions"]![subscription]!["msgBacklog"]!;

    /// <summary>A user who is no administrator; the name is what it is called elsewhere.</summary>
    public async Task<string> UserAsync(string email, string password)
    {
        using var body = new StringContent($$"""{"email":"{{email}}","passwd":"{{password}}"}""");
        using var response = await _http.PostAsync(new Uri("/_api/user", UriKind.Relative), body);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["user"]!;
    }

    /// <summary>The same, with a right on a stream.</summary>
    public async Task UserAsync(string email, string password, string topic, string right) =>
        await CallAsync($"PUT /user/{await UserAsync(email, password)}/database/_system/stream/{topic}", $$"""{"grant":"{{right}}"}""");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _target.DisposeAsync();
    }
}
