using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>A server on a free port that signs everybody in and runs one script per socket, in the order in which the sockets come.</summary>
/// <remarks>Made of bare connections: Mono's HttpListener knows no WebSockets.</remarks>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly ScriptedListener _listener;
    private readonly Queue<Func<ScriptedRequest, Task>> _sockets;
    private int _signIns;

    public ScriptedServer(params Func<ScriptedRequest, Task>[] sockets)
    {
        _sockets = new Queue<Func<ScriptedRequest, Task>>(sockets);
        _listener = new ScriptedListener(async stream => await ServeAsync(await SecureAsync(stream)));
    }

    public Uri Url => field ??= new Uri($"{(Certificate is null ? "http" : "https")}://127.0.0.1:{_listener.Port}/");

    public List<string> SocketQueries { get; } = [];

    public List<string> SocketPaths { get; } = [];

    /// <summary>The Authorization header of each socket.</summary>
    public List<string?> SocketAuthorizations { get; } = [];

    /// <summary>For sockets when the scripts are used up, and for paths that no script is for; they fail without it.</summary>
    public Func<ScriptedRequest, Task>? Fallback { get; init; }

    /// <summary>Whom it claims to be over TLS; null speaks plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The token of a sign-in, by its number from 1.</summary>
    public Func<int, string> Token { get; init; } = _ => "a.b.c";

    /// <summary>How many sign-ins there were.</summary>
    public int SignIns => Volatile.Read(ref _signIns);

    /// <summary>How many connections are open now.</summary>
    public int Connections => _listener.Connections;

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

    /// <summary>Signs in; between two attempts there is no pause.</summary>
    public Task<GdnSession> ConnectAsync(Func<GdnSessionOptions, GdnSessionOptions>? change = null, TimeProvider? time = null)
    {
        var options = new GdnSessionOptions { Url = Url, Credential = GdnCredential.Password("root@demo.local", "demo") };
        return GdnSession.ConnectAsync(change?.Invoke(options) ?? options, time ?? TimeProvider.System, () => 0, CancellationToken.None);
    }

    /// <summary>Takes no more connections and waits for the scripts to end; a script that failed is thrown here.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task<Stream?> SecureAsync(Stream stream)
    {
        if (Certificate is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsServerAsync(Certificate);
            return secure;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client does not believe it.
            return null;
        }
    }

    private async Task ServeAsync(Stream? stream)
    {
        if (stream is null || await ScriptedRequest.ReadAsync(stream) is not { } request)
        {
            return;
        }

        if (request.IsWebSocket)
        {
            await NextScript(request)(request);
        }
        else if (request.Path == "/_open/auth")
        {
            var token = Token(Interlocked.Increment(ref _signIns));
            await request.AnswerAsync(200, $$"""{"jwt":"{{token}}","tenant":"demo","username":"root"}""");
        }
        else if (request.Path == PulsarPaths.Version)
        {
            await request.AnswerAsync(200, "4.0.8");
        }
        else if (Fallback is not null)
        {
            await Fallback(request);
        }
        else
        {
            await request.AnswerAsync(404, """{"error":true,"code":404,"errorNum":404,"errorMessage":"unknown path"}""");
        }
    }

    private Func<ScriptedRequest, Task> NextScript(ScriptedRequest request)
    {
        lock (_sockets)
        {
            SocketQueries.Add(request.Query);
            SocketPaths.Add(request.Path);
            SocketAuthorizations.Add(request.Header("Authorization"));
            return _sockets.Count > 0 || Fallback is null ? _sockets.Dequeue() : Fallback;
        }
    }
}
