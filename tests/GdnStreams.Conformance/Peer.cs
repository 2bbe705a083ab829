using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GdnStreams.Conformance.Administration;

namespace GdnStreams.Conformance;

/// <summary>A server under test: where its sockets are, and what it is known to do in its own way.</summary>
public sealed record Peer(string Name, Uri Base, string Place, string? Authorization)
{
    private static int _topics;

    public bool IsOurs => Name == "ours";

    /// <summary>Whether it speaks GDN: our server, or our gateway to a Pulsar, which else does what a Pulsar does.</summary>
    public bool SpeaksGdn => Name != "pulsar";

    /// <summary>A topic that no other test uses.</summary>
    public string NewTopic() => (SpeaksGdn ? "c8globals." : "") + $"topic{Interlocked.Increment(ref _topics)}x{Guid.NewGuid():N}"[..20];

    /// <summary>A topic that no other test uses, with the messages 1, 2, 3...</summary>
    public async Task<string> NewFilledTopicAsync(int messages)
    {
        var topic = NewTopic();

        // Without a subscription Pulsar keeps nothing for a later one.
        await (await ConsumerAsync(topic, "keeper")).DisposeAsync();
        await using var producer = await ProducerAsync(topic);
        for (var i = 1; i <= messages; i++)
        {
            await producer.PublishAsync(i.ToString(CultureInfo.InvariantCulture));
        }

        return topic;
    }

    public Task<Socket> ProducerAsync(string topic, string query = "") => OpenAsync("producer", topic, query);

    public Task<Socket> ConsumerAsync(string topic, string subscription = "s", string query = "") => OpenAsync("consumer", $"{topic}/{subscription}", query);

    public Task<Socket> ReaderAsync(string topic, string query) => OpenAsync("reader", topic, query);

    /// <summary>
    /// How a socket ends at a frame that is too large. A Pulsar resets the connection behind its goodbye, which is then lost now and then: it is asked again for one that arrives.
    /// </summary>
    public async Task<string> EndOfAsync(Func<Task<Socket>> open, string frame)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var socket = await open();
            try
            {
                await socket.SendAsync(frame);
            }
            catch (WebSocketException)
            {
                // It has ended before all was sent.
            }

            if (await socket.NextAsync() is var end && (SpeaksGdn || end != "dropped" || attempt == 20))
            {
                return end;
            }
        }
    }

    /// <summary>What the server tells of the subscription <c>s</c>.</summary>
    public async Task<JsonNode> StatsAsync(string topic) => (await AskAsync(HttpMethod.Get, topic, "stats"))!["subscriptions"]!["s"]!;

    /// <summary>Waits until a consumer of the subscription <c>s</c> has room for messages: a Pulsar opens the socket a moment before.</summary>
    public Task UntilReadyAsync(string topic, string consumer) => Sessions.UntilAsync(async () =>
        (await StatsAsync(topic))["consumers"]!.AsArray().Any(one => (string?)one!["consumerName"] == consumer && (int)one["availablePermits"]! > 0));

    /// <summary>Opens a socket. A 409 is asked again for a while: a server may hear late that the one before was closed.</summary>
    public async Task<Socket> OpenAsync(string kind, string rest, string query)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            var (socket, status) = await TryOpenAsync($"/ws/v2/{kind}/persistent/{Place}/{rest}", query);
            if (socket is not null)
            {
                return socket;
            }

            if (status != HttpStatusCode.Conflict || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{Name} answered the handshake with {status}.");
            }
        }
    }

    /// <summary>The HTTP status of a handshake; 101 closes again.</summary>
    public async Task<int> StatusAsync(string kind, string rest, string query) =>
        await StatusAsync($"/ws/v2/{kind}/persistent/{Place}/{rest}", query);

    /// <inheritdoc cref="StatusAsync(string, string, string)"/>
    public async Task<int> StatusAsync(string path, string query)
    {
        var (socket, status) = await TryOpenAsync(path, query);
        if (socket is not null)
        {
            await socket.DisposeAsync();
        }

        return (int)status;
    }

    /// <summary>What a refused handshake says.</summary>
    public async Task<string> RefusalAsync(string kind, string rest, string query)
    {
        using var http = new HttpClient { BaseAddress = Base };
        using var request = Request(HttpMethod.Get, $"/ws/v2/{kind}/persistent/{Place}/{rest}?{query}");
        foreach (var (name, value) in new[] { ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    /// <summary>A call of the administration about a topic, such as <c>stats</c>; where both servers have it under the same name.</summary>
    public async Task<JsonNode?> AskAsync(HttpMethod method, string topic, string call = "")
    {
        using var http = new HttpClient { BaseAddress = Base };
        using var request = Request(method, (SpeaksGdn ? $"/_fabric/_system/_api/streams/{topic}" : $"/admin/v2/persistent/{Place}/{topic}") + (call.Length > 0 ? "/" + call : ""));
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{request.Method} {request.RequestUri}: {response.StatusCode} {body}");
        var answer = body.Length > 0 ? JsonNode.Parse(body) : null;
        return SpeaksGdn ? answer!["result"] : answer;
    }

    /// <summary>Creates a topic over REST.</summary>
    public Task CreateTopicAsync(string topic) => AskAsync(SpeaksGdn ? HttpMethod.Post : HttpMethod.Put, topic);

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (Authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        }

        return request;
    }

    private async Task<(Socket? Socket, HttpStatusCode Status)> TryOpenAsync(string path, string query)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (Authorization is not null)
        {
            socket.Options.SetRequestHeader("Authorization", Authorization);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{Base.Authority}{path}{(query.Length > 0 ? "?" + query : "")}"), limit.Token);
            return (new Socket(socket), HttpStatusCode.SwitchingProtocols);
        }
        catch (WebSocketException)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            return (null, status);
        }
    }
}
