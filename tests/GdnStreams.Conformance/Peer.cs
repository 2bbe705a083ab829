using System.Net;
using System.Net.WebSockets;

namespace GdnStreams.Conformance;

/// <summary>A server under test: where its sockets are, and what it is known to do in its own way.</summary>
public sealed record Peer(string Name, Uri Base, string Place, string? Authorization)
{
    private static int _topics;

    public bool IsOurs => Authorization is not null;

    /// <summary>A topic that no other test uses.</summary>
    public string NewTopic() => (IsOurs ? "c8globals." : "") + $"topic{Interlocked.Increment(ref _topics)}x{Guid.NewGuid():N}"[..20];

    public Task<Socket> ProducerAsync(string topic, string query = "") => OpenAsync("producer", topic, query);

    public Task<Socket> ConsumerAsync(string topic, string subscription = "s", string query = "") => OpenAsync("consumer", $"{topic}/{subscription}", query);

    public Task<Socket> ReaderAsync(string topic, string query) => OpenAsync("reader", topic, query);

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
