using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace GdnStreams.Conformance;

/// <summary>Between a gateway or client and its Pulsar: forwards and remembers what it says, or breaks all connections and answers every new one with the same status, or with nothing.</summary>
internal sealed class OddProxy : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;
    private readonly ConcurrentQueue<StringBuilder> _heard = new();
    private CancellationTokenSource _break = new();
    private volatile string? _answer;

    /// <summary>How many bytes a second come from the Pulsar on each connection; null (default): as many as it sends.</summary>
    public int? BytesOfSecond { get; init; }

    /// <param name="target">The Pulsar.</param>
    /// <param name="certificate">With one it speaks TLS, which ends here.</param>
    public OddProxy(Uri target, X509Certificate2? certificate = null)
    {
        (_target, _certificate) = (target, certificate);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What was said to the Pulsar, one connection after the other.</summary>
    public string Heard
    {
        get
        {
            lock (_heard)
            {
                return string.Join('\n', _heard);
            }
        }
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>From now on nothing passes: each request gets this status line's rest, such as <c>404 Not Found</c>; none (empty) is silence.</summary>
    public async Task BreakAsync(string answer)
    {
        _answer = answer;
        await Interlocked.Exchange(ref _break, new CancellationTokenSource()).CancelAsync();
    }

    /// <summary>From now on nobody hears of a new connection; those that are open go on.</summary>
    public void FallSilent() => _answer = "";

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
                await using var near = await OpenAsync(client.GetStream(), broken);
                if (_answer is { } answer)
                {
                    await near.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, broken);
                    await (answer.Length > 0
                        ? near.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), broken).AsTask()
                        : near.CopyToAsync(Stream.Null, broken));
                    return;
                }

                await server.ConnectAsync(_target.Host, _target.Port, broken);
                await Task.WhenAny(PassAsync(near, server.GetStream(), broken), ReturnAsync(server.GetStream(), near, broken));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or AuthenticationException)
            {
                // One side has gone or does not trust the other, or the test breaks it.
            }
        }
    }

    private async Task ReturnAsync(NetworkStream from, Stream to, CancellationToken broken)
    {
        if (BytesOfSecond is not { } most)
        {
            await from.CopyToAsync(to, broken);
            return;
        }

        using var timer = new PeriodicTimer(Tick);
        var buffer = new byte[(int)(most * Tick.TotalSeconds)];
        while (await from.ReadAsync(buffer, broken) is > 0 and var count)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), broken);
            await timer.WaitForNextTickAsync(broken);
        }
    }

    private async Task<Stream> OpenAsync(NetworkStream plain, CancellationToken broken)
    {
        if (_certificate is null)
        {
            return plain;
        }

        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, broken);
        return secure;
    }

    private async Task PassAsync(Stream from, Stream to, CancellationToken broken)
    {
        var heard = new StringBuilder();
        _heard.Enqueue(heard);
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, broken) is > 0 and var count)
        {
            lock (_heard)
            {
                heard.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            await to.WriteAsync(buffer.AsMemory(0, count), broken);
        }
    }
}
