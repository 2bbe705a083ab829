using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GdnStreams.Conformance;

/// <summary>Between a gateway and its Pulsar: forwards, or breaks all connections and answers every new one with the same status, or with nothing.</summary>
internal sealed class OddProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private CancellationTokenSource _break = new();
    private volatile string? _answer;

    public OddProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>From now on nothing passes: each request gets this status line's rest, such as <c>404 Not Found</c>; none (empty) is silence.</summary>
    public async Task BreakAsync(string answer)
    {
        _answer = answer;
        await Interlocked.Exchange(ref _break, new CancellationTokenSource()).CancelAsync();
    }

    /// <summary>From now on all passes.</summary>
    public async Task MendAsync()
    {
        _answer = null;
        await Interlocked.Exchange(ref _break, new CancellationTokenSource()).CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await _break.CancelAsync();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _break.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken broken)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                var near = client.GetStream();
                if (_answer is { } answer)
                {
                    await near.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, broken);
                    await (answer.Length > 0
                        ? near.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), broken).AsTask()
                        : near.CopyToAsync(Stream.Null, broken));
                    return;
                }

                await server.ConnectAsync(_target.Host, _target.Port, broken);
                await Task.WhenAny(near.CopyToAsync(server.GetStream(), broken), server.GetStream().CopyToAsync(near, broken));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // One side has gone, or the test breaks it.
            }
        }
    }
}
