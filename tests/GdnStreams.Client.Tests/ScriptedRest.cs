using System.Net;
using System.Net.Sockets;

namespace GdnStreams.Client.Tests;

/// <summary>A server on a free port that answers every request as its script says, and remembers them.</summary>
internal sealed class ScriptedRest : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, (int Status, string Body)> _script;
    private readonly Task _loop;
    private volatile bool _stopped;

    /// <param name="script">Status and body for a request such as <c>GET /path?query</c>; the body of a redirect is its address.</param>
    public ScriptedRest(Func<string, (int Status, string Body)> script)
    {
        _script = script;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _loop = RunAsync();
    }

    public Uri Url { get; }

    /// <summary>What was asked: request, Authorization header, body.</summary>
    public List<(string Request, string? Authorization, string Body)> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        _listener.Stop();
        await _loop;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                using var connection = await _listener.AcceptTcpClientAsync();
                if (await ScriptedRequest.ReadAsync(connection.GetStream()) is { } request)
                {
                    await ServeAsync(request);
                }
            }
            catch (Exception e) when (_stopped && e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private Task ServeAsync(ScriptedRequest request)
    {
        var asked = $"{request.Method} {request.Path}{request.Query}";
        Asked.Add((asked, request.Header("Authorization"), request.Body));
        var (status, body) = _script(asked);
        return status is 307 or 308 ? request.RedirectAsync(status, body) : request.AnswerAsync(status, body);
    }
}
