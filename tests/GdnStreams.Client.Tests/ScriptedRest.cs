using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GdnStreams.Client.Tests;

/// <summary>A server on a free port that answers every request as its script says, and remembers them.</summary>
internal sealed class ScriptedRest : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, (int Status, string Body)> _script;
    private readonly Task _loop;

    /// <param name="script">Status and body for a request such as <c>GET /path?query</c>; the body of a redirect is its address.</param>
    public ScriptedRest(Func<string, (int Status, string Body)> script)
    {
        _script = script;
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

    /// <summary>What was asked: request, Authorization header, body.</summary>
    public List<(string Request, string? Authorization, string Body)> Asked { get; } = [];

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

            using var reader = new StreamReader(context.Request.InputStream);
            var request = $"{context.Request.HttpMethod} {context.Request.RawUrl}";
            Asked.Add((request, context.Request.Headers["Authorization"], await reader.ReadToEndAsync()));
            var (status, body) = _script(request);
            context.Response.StatusCode = status;
            if (status is 307 or 308)
            {
                context.Response.RedirectLocation = body;
            }
            else if (body.Length > 0)
            {
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            }

            context.Response.Close();
        }
    }
}
