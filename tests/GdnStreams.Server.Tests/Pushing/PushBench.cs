using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>A server whose clock stands still, a receiver, and the stream <c>orders</c> with the subscription <c>hook</c>.</summary>
internal sealed class PushBench : IAsyncDisposable
{
    public const string One = "/_fabric/_system/_api/gdnstreams/pushes/c8globals.orders/hook";
    public static readonly StreamName Orders = StreamName.Create("orders", StreamScope.Global);
    private readonly HttpClient _http;
    private readonly bool _ownsReceiver;

    private PushBench(StreamServer server, Receiver receiver, bool ownsReceiver, GdnSession session, FakeTimeProvider time)
    {
        (Server, Receiver, _ownsReceiver, Session, Time) = (server, receiver, ownsReceiver, session, time);
        _http = new HttpClient { BaseAddress = new Uri(server.Url) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("apikey", Development.ApiKey);
    }

    public StreamServer Server { get; }

    public Receiver Receiver { get; set; }

    public GdnSession Session { get; }

    public FakeTimeProvider Time { get; }

    /// <param name="options">How the server runs.</param>
    /// <param name="receiver">A receiver that is there already.</param>
    public static async Task<PushBench> StartAsync(ServerOptions? options = null, Receiver? receiver = null)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var server = await StreamServer.StartAsync((options ?? new ServerOptions()) with { PushNetworks = [IPNetwork.Parse("127.0.0.0/8")] }, time, CancellationToken.None);
        var session = await GdnSession.ConnectAsync(new GdnSessionOptions { Url = new Uri(server.Url), Credential = GdnCredential.ApiKey(Development.ApiKey) });
        if (!await session.Streams.ExistsAsync(Orders))
        {
            await session.Streams.CreateAsync(Orders);
            await session.Subscriptions.CreateAsync(Orders, "hook");
        }

        return new PushBench(server, receiver ?? await Receiver.StartAsync(), receiver is null, session, time);
    }

    /// <summary>A bench with a push.</summary>
    /// <param name="more">Other properties of the push, as JSON behind a comma.</param>
    /// <param name="options">How the server runs.</param>
    public static async Task<PushBench> WithPushAsync(string more = "", ServerOptions? options = null)
    {
        var bench = await StartAsync(options);
        Assert.Equal(201, (await bench.CallAsync("POST " + One, bench.Body(more))).Status);
        return bench;
    }

    public string Body(string more = "") => $$"""{"url":"{{Receiver.Url}}in?code=abc"{{more}}}""";

    public async Task<(int Status, JsonNode? Body)> CallAsync(string request, string? body = null)
    {
        var parts = request.Split(' ', 2);
        using var message = new HttpRequestMessage(new HttpMethod(parts[0]), new Uri(parts[1], UriKind.Relative));
        message.Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await _http.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : JsonValue.Create(text));
    }

    /// <summary>A call that is refused with this status and a message that says this.</summary>
    public async Task RefusesAsync(int status, string says, string request, string? body = null)
    {
        var (actual, answer) = await CallAsync(request, body);
        Assert.True(
            actual == status && ((string?)answer?["errorMessage"])?.Contains(says, StringComparison.Ordinal) == true,
            string.Create(CultureInfo.InvariantCulture, $"{request} {body}: expected {status} and '{says}', answered {actual} {answer?.ToJsonString()}"));
    }

    public async Task PublishAsync(params string[] texts)
    {
        await using var producer = await Session.CreateProducerAsync(Orders);
        foreach (var text in texts)
        {
            await producer.SendAsync(OutgoingMessage.FromText(text));
        }
    }

    /// <summary>The push as it is now.</summary>
    public async Task<JsonNode> PushAsync()
    {
        var (status, body) = await CallAsync("GET " + One);
        Assert.True(status == 200, body?.ToJsonString());
        return body!["result"]!;
    }

    /// <summary>The push, once it is so.</summary>
    public async Task<JsonNode> UntilAsync(Func<JsonNode, bool> isSo)
    {
        JsonNode? push = null;
        await UntilAsync(async () => isSo(push = await PushAsync()), () => push?.ToJsonString() ?? "");
        return push!;
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string>? last = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await isSo())
        {
            Assert.False(limit.IsCancellationRequested, $"It did not come true. Last: {last?.Invoke()}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until the push waits for its next attempt, and puts the clock there; how long that wait was.</summary>
    public async Task<TimeSpan> SkipWaitAsync()
    {
        var push = await UntilAsync(push => (string)push["state"]! == "Retrying" && push["nextAttempt"] is not null);
        var wait = (DateTimeOffset)push["nextAttempt"]! - Time.GetUtcNow();
        Time.Advance(wait + TimeSpan.FromMilliseconds(1));
        return wait;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Session.DisposeAsync();
        if (_ownsReceiver)
        {
            await Receiver.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}
