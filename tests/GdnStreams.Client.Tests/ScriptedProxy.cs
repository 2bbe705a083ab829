using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GdnStreams.Client.Tests;

/// <summary>An HTTP proxy on a free port that leads every host to one port of this machine.</summary>
internal sealed class ScriptedProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly Task _loop;
    private volatile bool _stopped;

    public ScriptedProxy(int port)
    {
        _port = port;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _loop = RunAsync();
    }

    public Uri Url { get; }

    /// <summary>Method and target of each request.</summary>
    public IEnumerable<string> Asked => _asked;

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
                await Task.WhenAll(connections);
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            var head = await ReadHeadAsync(client.GetStream());
            _asked.Enqueue(head.Substring(0, head.IndexOf(" HTTP/", StringComparison.Ordinal)));
            await server.ConnectAsync(IPAddress.Loopback, _port);
            if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n"));
            }
            else
            {
                var path = new Uri(head.Split(' ')[1]).PathAndQuery;
                await server.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{head.Split(' ')[0]} {path}{head.Substring(head.IndexOf(" HTTP/", StringComparison.Ordinal))}"));
            }

            await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
        }
    }

    private static async Task PassAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One end has gone: so does the other.
        }
    }

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!(head.Length > 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n") && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
