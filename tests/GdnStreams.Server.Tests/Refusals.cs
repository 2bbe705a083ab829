using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests;

/// <summary>What strangers may write into the log.</summary>
public sealed class Refusals
{
    private static readonly string[] HostileNames =
    [
        "%1B%5B31mred%1B%5D0;title%07", "a%0Ab", "a%0D%0A%7B%22LogLevel%22:%22Critical%22%7D", "%E2%80%AEtxt.exe", "%C2%9B31m", "a/../b", "a%2F..%2Fb", "%22%22%22\"\"\"", new('n', 2_000),
    ];

    [Fact]
    public async Task Write_names_of_strangers_into_the_log_that_take_no_effect_there()
    {
        var lines = await LogAsync(async url =>
        {
            foreach (var name in HostileNames)
            {
                Assert.Equal(401, await SendAsync(url, $"GET /_fabric/_system/_api/streams/{name}/stats", "localhost"));
            }

            Assert.Equal(403, await SendAsync(url, "GET /_api/user", "evil.example"));
            Assert.Equal(401, await SendAsync(url, $"GET /_ws/ws/v2/consumer/persistent/demo/c8global._system/c8globals.{HostileNames[0]}{HostileNames[3]}/s", "localhost"));
        });
        var refused = lines.Where(line => (int)line["EventId"]! == 4).ToArray();
        Assert.Equal(HostileNames.Length + 2, refused.Length);
        Assert.All(refused, line =>
        {
            var message = (string)line["Message"]!;
            Assert.All(message, c => Assert.InRange(c, ' ', '~'));
            Assert.InRange(message.Length, 1, 350);
            Assert.DoesNotContain("\"", message, StringComparison.Ordinal);
        });
    }

    /// <summary>Every line of a server's log while something is done to it.</summary>
    private static async Task<JsonNode[]> LogAsync(Func<Uri, Task> attack)
    {
        using var process = Process.Start(Program.Start(["serve", "--in-memory", "--dev", "--exit-with-parent"]))!;
        var errors = process.StandardError.ReadToEndAsync();
        await attack(new Uri((string)JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!["url"]!));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return [.. (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>The status; the path goes as it is, which HttpClient would tidy.</summary>
    private static async Task<int> SendAsync(Uri url, string request, string host)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(url.Host, url.Port);
        var upgrade = request.Contains("/ws/", StringComparison.Ordinal) ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nConnection: Upgrade" : "Connection: close";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{request} HTTP/1.1\r\nHost: {host}\r\n{upgrade}\r\n\r\n"));
        var answer = new byte[100];
        var length = await socket.ReceiveAsync(answer);
        return int.Parse(Encoding.ASCII.GetString(answer, 9, Math.Min(3, length - 9)), CultureInfo.InvariantCulture);
    }
}
