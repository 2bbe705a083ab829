using System.Net;
using System.Net.Sockets;

namespace GdnStreams.Client.Faults;

/// <summary>A TCP proxy on a loopback port that treats each connection as its script says, until the faults end; then it only forwards.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly IPEndPoint _server;
    private readonly IReadOnlyList<ConnectionFault> _faults;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _faultsEnd;
    private readonly Lock _lock = new();
    private readonly HashSet<ProxiedConnection> _open = [];
    private readonly List<Task> _running = [];
    private volatile bool _refuses;

    /// <param name="target">Where it forwards to.</param>
    /// <param name="faults">Of the first connections, in the order of their arrival; later ones have none.</param>
    /// <param name="outages">When it refuses connections, counted from now.</param>
    /// <param name="time">The clock of stalls, delays and outages.</param>
    public FaultProxy(FaultTarget target, IReadOnlyList<ConnectionFault> faults, IReadOnlyList<Outage> outages, TimeProvider time)
    {
        (Target, _server, _faults, _time) = (target, new IPEndPoint(IPAddress.Loopback, target.Url.Port), faults, time);
        _faultsEnd = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
        _running.Add(AcceptAsync());
        _running.AddRange(outages.Select(SufferAsync));
    }

    /// <summary>Where it forwards to.</summary>
    public FaultTarget Target { get; }

    public Uri Url { get; }

    /// <summary>Connections that came.</summary>
    public int Connections { get; private set; }

    /// <summary>Faults that happened, refused connections included.</summary>
    public int Faults { get; private set; }

    /// <summary>Cancelled when the faults have ended.</summary>
    public CancellationToken FaultsEnded => _faultsEnd.Token;

    /// <summary>From now on everything passes; what was stalled, silent or half closed goes on or is cut at once.</summary>
    public void EndFaults()
    {
        _refuses = false;
        _faultsEnd.Cancel();
    }

    /// <summary>The connections that are open now.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join(", ", _open);
        }
    }

    /// <summary>Counts one fault.</summary>
    public void Happened()
    {
        lock (_lock)
        {
            Faults++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
        _faultsEnd.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            lock (_lock)
            {
                var fault = FaultsEnded.IsCancellationRequested || Connections >= _faults.Count ? ConnectionFault.None : _faults[Connections];
                Connections++;
                if (_refuses || fault.Kind == FaultKind.Refuse)
                {
                    Faults++;
                    client.Close(0);
                    continue;
                }

                var connection = new ProxiedConnection(this, client, _server, fault, _time);
                _open.Add(connection);
                _running.RemoveAll(task => task.IsCompletedSuccessfully);
                _running.Add(ServeAsync(connection));
            }
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync(_stop.Token);
        lock (_lock)
        {
            _open.Remove(connection);
        }

        connection.Dispose();
    }

    private async Task SufferAsync(Outage outage)
    {
        try
        {
            await Task.Delay(outage.Start, _time, FaultsEnded);
            _refuses = true;
            if (outage.CutsAll)
            {
                ProxiedConnection[] open;
                lock (_lock)
                {
                    open = [.. _open];
                    Faults++;
                }

                foreach (var connection in open)
                {
                    connection.Cut();
                }
            }

            await Task.Delay(outage.Length, _time, FaultsEnded);
        }
        catch (OperationCanceledException)
        {
            // The faults ended first.
        }

        _refuses = false;
    }
}
