using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GdnStreams.Client.Tests;

/// <summary>Takes connections on a free port of this machine until it is disposed, and serves each by itself.</summary>
internal sealed class ScriptedListener : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, Task> _serve;
    private readonly Task _loop;
    private volatile bool _stopped;

    /// <param name="serve">Serves one connection, which is closed when it returns.</param>
    public ScriptedListener(Func<Stream, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = RunAsync();
    }

    public int Port { get; }

    /// <summary>How many connections are open now.</summary>
    public int Connections => _open.Count;

    /// <summary>Takes no more connections and waits for the ones there are to end; what failed is thrown here.</summary>
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
                await EndAsync(connections);
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        _open[connection] = true;
        try
        {
            await _serve(connection.GetStream());
        }
        finally
        {
            connection.Dispose();
            _open.TryRemove(connection, out _);
        }
    }

    /// <summary>A client that has gone leaves no connection: all of them end soon.</summary>
    private async Task EndAsync(IReadOnlyCollection<Task> connections)
    {
        var ended = Task.WhenAll(connections);
        if (await Task.WhenAny(ended, Clock.WaitAsync(TimeProvider.System, Grace, CancellationToken.None)) != ended)
        {
            // Mono gives the number of a closed socket to the next one while a read of the closed one is still under way, which then takes the next one's bytes.
            Assert.True(Runtime.IsMono, $"{Connections} connections are open although their client has gone.");
            foreach (var open in _open.Keys)
            {
                open.Dispose();
            }

            return;
        }

        await ended;
    }
}
