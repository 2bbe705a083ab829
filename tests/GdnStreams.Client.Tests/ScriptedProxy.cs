using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GdnStreams.Client.Tests;

/// <summary>An HTTP proxy on a free port that leads every host to one port of this machine.</summary>
internal sealed class ScriptedProxy : IAsyncDisposable
{
    private readonly ScriptedListener _listener;
    private readonly int _port;
    private readonly ConcurrentQueue<string> _asked = new();

    public ScriptedProxy(int port)
    {
        _port = port;
        _listener = new ScriptedListener(ServeAsync);
        Url = new Uri($"http://127.0.0.1:{_listener.Port}/");
    }

    public Uri Url { get; }

    /// <summary>Method and target of each request.</summary>
    public IEnumerable<string> Asked => _asked;

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Stream client)
    {
        using var connection = new TcpClient();
        var head = await ReadHeadAsync(client);
        _asked.Enqueue(head.Substring(0, head.IndexOf(" HTTP/", StringComparison.Ordinal)));
        await connection.ConnectAsync(IPAddress.Loopback, _port);
        var server = connection.GetStream();
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            await client.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n"));
        }
        else
        {
            var path = new Uri(head.Split(' ')[1]).PathAndQuery;
            await server.WriteAsync(Encoding.ASCII.GetBytes($"{head.Split(' ')[0]} {path}{head.Substring(head.IndexOf(" HTTP/", StringComparison.Ordinal))}"));
        }

        await Task.WhenAny(PassAsync(client, server), PassAsync(server, client));
    }

    private static async Task PassAsync(Stream from, Stream to)
    {
        try
        {
            await from.CopyToAsync(to);
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
