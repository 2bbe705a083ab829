using System.Net;
using System.Net.Sockets;
using System.Text;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>Bodies that strangers begin and do not end.</summary>
public sealed class UnfinishedBodies
{
    private const int Announced = 29_000_000;

    /// <summary>Calls of strangers: some are open to them, of the others they learn that before the body is read.</summary>
    private static readonly string[] Calls =
    [
        "POST /_open/auth", "POST /_api/key/validate", "PUT /_api/streams/retention", "PUT /_fabric/_system/_api/streams/ttl/5",
        "POST /_fabric/_system/_api/streams/c8globals.x/publish", "PATCH /_api/user/root", "POST /nowhere",
    ];

    [Fact]
    public async Task Of_29_MB_each_cost_less_than_50_MB_for_all_50_and_nobody_else_waits()
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--dev");
        using (var first = Neighbour(Timeout.InfiniteTimeSpan))
        using (await first.GetAsync(new Uri("/_api/user", UriKind.Relative)))
        {
            // What the first request of all loads is not the strangers' doing.
        }

        using var http = Neighbour(TimeSpan.FromSeconds(5));
        var before = await server.MemoryAsync();
        var sockets = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => BeginAsync(server.Url.Port, Calls[i % Calls.Length])));
        try
        {
            Assert.InRange(await server.MemoryAsync() - before, long.MinValue, 50_000_000);
            using var answer = await http.GetAsync(new Uri("/_api/user", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }

        HttpClient Neighbour(TimeSpan limit)
        {
            var http = new HttpClient { BaseAddress = server.Url, Timeout = limit };
            http.DefaultRequestHeaders.Authorization = new("apikey", Development.ApiKey);
            return http;
        }
    }

    [Theory]
    [InlineData("POST /_open/auth", Announced, 413)]
    [InlineData("POST /_api/key/validate", Announced, 413)]
    [InlineData("PUT /_api/streams/retention", Announced, 401)]
    [InlineData("PUT /_api/streams/retention", 100, 401)]
    [InlineData("POST /_fabric/_system/_api/streams/c8globals.x/publish", 100, 401)]
    [InlineData("POST /_api/key", 100, 401)]
    [InlineData("POST /_api/user", 100, 401)]
    [InlineData("PATCH /_api/user/root", 100, 401)]
    public async Task Are_refused_before_a_byte_of_them_is_there(string call, int announced, int status)
    {
        await using var server = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        using var socket = await ConnectAsync(new Uri(server.Url).Port, call, announced);
        var answer = new byte[4_000];
        var length = await socket.ReceiveAsync(answer).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.StartsWith($"HTTP/1.1 {status}", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_trickle_at_300_bytes_a_second_are_ended()
    {
        await using var server = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        using var socket = await ConnectAsync(new Uri(server.Url).Port, "POST /_open/auth", 16_000);
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var answer = new byte[4_000];
        var length = 0;
        try
        {
            var answering = socket.ReceiveAsync(answer);
            while (!answering.IsCompleted)
            {
                await socket.SendAsync(new byte[30]);
                Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
                await timer.WaitForNextTickAsync();
            }

            length = await answering;
        }
        catch (SocketException)
        {
            // Ended without a word.
        }

        Assert.StartsWith(length == 0 ? "" : "HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    private static async Task<Socket> ConnectAsync(int port, string call, int announced)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{call} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {announced}\r\n\r\n"));
        return socket;
    }

    /// <summary>Sends all but the end of a body, or what is taken of it.</summary>
    private static async Task<Socket> BeginAsync(int port, string call)
    {
        var socket = await ConnectAsync(port, call, Announced);
        var part = Encoding.ASCII.GetBytes($"{{\"email\":\"{new string('x', 64 * 1024)}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            for (var sent = 0; sent + part.Length < Announced; sent += part.Length)
            {
                await socket.SendAsync(part.AsMemory(sent == 0 ? 0 : part.Length - (64 * 1024)), limit.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Refused meanwhile, or no more of it is taken.
        }

        return socket;
    }
}
