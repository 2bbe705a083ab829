using System.Text;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Fuzzing;

/// <summary>One stranger who sends odd things, one after another, and now and then a right one that has to be answered.</summary>
internal sealed class Fuzzer(Uri server, IReadOnlyList<(string Method, string Path)> calls, int seed)
{
    private const int FramesOfAProducer = 40;
    private const int FramesOfAConsumer = 5; // The first that it cannot read ends it.
    private readonly OddValues _odd = new(new Random(seed));

    /// <summary>How many cases were sent.</summary>
    public int Cases { get; private set; }

    /// <summary>The last thing that was sent, for the report.</summary>
    public byte[] Last { get; private set; } = [];

    /// <summary>What is wrong.</summary>
    public List<string> Problems { get; } = [];

    public async Task RunAsync(int cases)
    {
        while (Cases < cases && Problems.Count == 0)
        {
            try
            {
                await (_odd.Next(10) switch
                {
                    < 3 => HandshakesAsync(),
                    < 7 => RequestsAsync(),
                    _ => FramesAsync(),
                });
            }
            catch (TimeoutException)
            {
                Problems.Add($"hangs: no answer to {Show(Last)}");
            }
            catch (EndOfStreamException e)
            {
                Problems.Add($"cut short: {e.Message}: the answer to {Show(Last)}");
            }
            catch (System.Net.Sockets.SocketException e)
            {
                Problems.Add($"gone: {e.Message} behind {Show(Last)}");
            }
        }
    }

    private async Task HandshakesAsync()
    {
        var requests = new OddRequests(_odd, calls);
        for (var i = 0; i < 5; i++)
        {
            using var connection = await RawConnection.OpenAsync(server);
            await AskAsync(connection, requests.Handshake());
        }
    }

    private async Task RequestsAsync()
    {
        var requests = new OddRequests(_odd, calls);
        using var connection = await RawConnection.OpenAsync(server);
        for (var i = 0; i < 30 && !connection.IsClosed; i++)
        {
            var (bytes, hasBody) = requests.Request();
            await AskAsync(connection, bytes, hasBody);
        }
    }

    private async Task FramesAsync()
    {
        var (target, probe, expected) = _odd.Next(3) switch
        {
            0 => ("consumer/persistent/demo/c8global._system/c8globals.g/" + $"s{_odd.Next(200)}", """{"type":"isEndOfTopic"}""", "endOfTopic"),
            1 => ("reader/persistent/demo/c8global._system/c8globals.g", """{"type":"isEndOfTopic"}""", "endOfTopic"),
            _ => ("producer/persistent/demo/c8global._system/c8globals.g", """{"payload":"cHJvYmU=","context":"probe"}""", "\"probe\""),
        };
        using var connection = await RawConnection.OpenAsync(server);
        if (await AskAsync(connection, OddRequests.Handshake(_odd, "/_ws/ws/v2/" + target, isPlain: true)) != 101)
        {
            return;
        }

        var frames = new OddFrames(_odd);
        for (var left = target[0] == 'p' ? FramesOfAProducer : FramesOfAConsumer; left > 0 && !connection.IsClosed; left--)
        {
            await SendAsync(connection, frames.Next());
            if (frames.IsAdrift)
            {
                return;
            }
        }

        if (!connection.IsClosed)
        {
            await connection.SendAsync(OddFrames.Right(Encoding.ASCII.GetBytes(probe)));
        }

        while (await connection.ReadFrameAsync() is { } frame)
        {
            if (frame.Opcode == 8 || Encoding.UTF8.GetString(frame.Content).Contains(expected, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    private async Task<int?> AskAsync(RawConnection connection, byte[] bytes, bool hasBody = true)
    {
        await SendAsync(connection, bytes);
        var status = await connection.ReadStatusAsync(hasBody);
        Look(status, connection.Body);
        return status;
    }

    private Task SendAsync(RawConnection connection, byte[] bytes)
    {
        Cases++;
        Last = bytes;
        return connection.SendAsync(bytes);
    }

    /// <summary>
    /// An answer of 5xx says that the server is at fault, which it is not. Only who publishes to a terminated stream gets 503, as from a Pulsar
    /// (errorNum 100023), and strangers terminate streams, too.
    /// </summary>
    private void Look(int? status, string body)
    {
        if (status >= 500 && !(status == 503 && body.Contains("\"errorNum\":100023,", StringComparison.Ordinal)))
        {
            Problems.Add($"{status} {body} is the answer to {Show(Last)}");
        }
    }

    private static string Show(byte[] bytes) => Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 600))).Replace("\r\n", "\\r\\n", StringComparison.Ordinal);
}
