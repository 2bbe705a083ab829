using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>A server on a free port that signs everybody in and runs one script per socket.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Queue<Func<HttpListenerContext, Task>> _sockets;
    private readonly Task _loop;

    public ScriptedServer(params Func<HttpListenerContext, Task>[] sockets)
    {
        _sockets = new Queue<Func<HttpListenerContext, Task>>(sockets);
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _loop = RunAsync();
    }

    public Uri Url { get; }

    public List<string> SocketQueries { get; } = [];

    public List<string> SocketPaths { get; } = [];

    public static Func<HttpListenerContext, Task> Refuse(int status) => context => AnswerAsync(context, status, "");

    public static Func<HttpListenerContext, Task> Accept(Func<WebSocket, Task> script) => async context =>
    {
        var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
        await script(socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, CancellationToken.None);
    };

    public static async Task<string?> ReadAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
        return part.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, part.Count);
    }

    public static Task WriteAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task<GdnSession> ConnectAsync() => GdnSession.ConnectAsync(
        new GdnSessionOptions { Url = Url, Credential = GdnCredential.Password("root@demo.local", "demo") }, TimeProvider.System, () => 0, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            if (context.Request.IsWebSocketRequest)
            {
                SocketQueries.Add(context.Request.Url!.Query);
                SocketPaths.Add(context.Request.Url.AbsolutePath);
                await _sockets.Dequeue()(context);
            }
            else if (context.Request.Url!.AbsolutePath == "/_open/auth")
            {
                await AnswerAsync(context, 200, """{"jwt":"a.b.c","tenant":"demo","username":"root"}""");
            }
            else if (context.Request.Url!.AbsolutePath == PulsarPaths.Version)
            {
                await AnswerAsync(context, 200, "4.0.8");
            }
            else
            {
                await AnswerAsync(context, 404, """{"error":true,"code":404,"errorNum":404,"errorMessage":"unknown path"}""");
            }
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }
}
