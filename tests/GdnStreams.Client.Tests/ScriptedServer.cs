using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>A server on a free port that signs everybody in and runs one script per socket, in the order in which the sockets come.</summary>
/// <remarks>Made of bare connections: Mono's HttpListener knows no WebSockets.</remarks>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Queue<Func<ScriptedRequest, Task>> _sockets;
    private readonly Task _loop;
    private volatile bool _stopped;

    public ScriptedServer(params Func<ScriptedRequest, Task>[] sockets)
    {
        _sockets = new Queue<Func<ScriptedRequest, Task>>(sockets);
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _loop = RunAsync();
    }

    public Uri Url { get; }

    public List<string> SocketQueries { get; } = [];

    public List<string> SocketPaths { get; } = [];

    public static Func<ScriptedRequest, Task> Refuse(int status) => request => request.AnswerAsync(status, "");

    public static Func<ScriptedRequest, Task> Accept(Func<WebSocket, Task> script) => async request =>
    {
        using var socket = await ScriptedSocket.AcceptAsync(request);
        await script(socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, CancellationToken.None);
        await socket.DrainAsync();
    };

    public static async Task<string?> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None);
        return part.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, part.Count);
    }

    public static Task WriteAsync(WebSocket socket, string text) =>
        socket.SendAsync(new ArraySegment<byte>(Encoding.UTF8.GetBytes(text)), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task<GdnSession> ConnectAsync() => GdnSession.ConnectAsync(
        new GdnSessionOptions { Url = Url, Credential = GdnCredential.Password("root@demo.local", "demo") }, TimeProvider.System, () => 0, CancellationToken.None);

    /// <summary>Takes no more connections and waits for the scripts to end; a script that failed is thrown here.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        _listener.Stop();
        await _loop;
    }

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        while (true)
        {
            try
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
            }
            catch (Exception e) when (_stopped && e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // It was disposed while it waited for the next connection.
                await Task.WhenAll(connections);
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using (connection)
        {
            if (await ScriptedRequest.ReadAsync(connection.GetStream()) is not { } request)
            {
                return;
            }

            if (request.IsWebSocket)
            {
                await NextScript(request)(request);
            }
            else if (request.Path == "/_open/auth")
            {
                await request.AnswerAsync(200, """{"jwt":"a.b.c","tenant":"demo","username":"root"}""");
            }
            else if (request.Path == PulsarPaths.Version)
            {
                await request.AnswerAsync(200, "4.0.8");
            }
            else
            {
                await request.AnswerAsync(404, """{"error":true,"code":404,"errorNum":404,"errorMessage":"unknown path"}""");
            }
        }
    }

    private Func<ScriptedRequest, Task> NextScript(ScriptedRequest request)
    {
        lock (_sockets)
        {
            SocketQueries.Add(request.Query);
            SocketPaths.Add(request.Path);
            return _sockets.Dequeue();
        }
    }
}
