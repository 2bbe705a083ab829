using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>Pages of others and names of others.</summary>
public sealed class Strangers(Rest rest) : IClassFixture<Rest>
{
    private const string Socket = "/_ws/ws/v2/producer/persistent/demo/c8global._system/c8globals.x";

    [Theory]
    [InlineData("GET /_api/user", "evil.example", null, "--host-name evil.example")]
    [InlineData("GET /metrics", "evil.example:80", null, "--host-name evil.example")]
    [InlineData("GET /healthz", "192.0.2.1", null, "--host-name 192.0.2.1")]
    [InlineData("GET " + Socket, "evil.example", null, "--host-name evil.example")]
    [InlineData("GET /_api/user", "localhost", "https://evil.example", "--allow-origin https://evil.example")]
    [InlineData("POST /_open/auth", "localhost", "null", "--allow-origin null")]
    [InlineData("GET /metrics", "localhost", "http://localhost:1", "--allow-origin http://localhost:1")]
    [InlineData("OPTIONS /_api/user", "localhost", "https://evil.example", "--allow-origin https://evil.example")]
    [InlineData("GET " + Socket, "localhost", "https://evil.example", "--allow-origin https://evil.example")]
    [InlineData("GET /healthz", "a\"b", null, "400")]
    [InlineData("GET /_api/user", "localhost", "https://evil.example\", \"x\": \"<script>", "--allow-origin https://evil.example%22,%20%22x%22:%20%22%3Cscript%3E")]
    public async Task Are_refused_with_the_option_that_would_let_them_in(string request, string host, string? origin, string expected)
    {
        var (status, headers, body) = await SendAsync(request, host, origin);
        if (expected == "400")
        {
            Assert.Equal(400, status);
            return;
        }

        Assert.Equal(403, status);
        Assert.Contains(expected, (string)JsonNode.Parse(body)!["errorMessage"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control-Allow-Origin", headers, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("localhost", null)]
    [InlineData("LOCALHOST:1", null)]
    [InlineData("api-localhost", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.8.9.10", null)]
    [InlineData("[::1]:80", null)]
    [InlineData("localhost", "http://localhost")]
    [InlineData("localhost:8080", "http://localhost:8080")]
    [InlineData("localhost", "https://elsewhere.example")]
    public async Task Are_not_who_names_this_server_or_an_allowed_page(string host, string? origin)
    {
        var (status, headers, _) = await SendAsync("GET /healthz", host, origin);
        Assert.Equal(200, status);
        Assert.Equal(origin is "https://elsewhere.example", headers.Contains("Access-Control-Allow-Origin: https://elsewhere.example", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Access-Control-Allow-Origin: *", headers, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task May_use_every_address_where_the_server_listens_on_all_but_no_other_name()
    {
        await using var server = await StreamServer.StartAsync(
            new ServerOptions { Bind = IPAddress.Any, AllowsDevelopmentUser = true, HostName = "gdn.example", OtherHostNames = ["other.example"] }, TimeProvider.System, CancellationToken.None);
        var port = new Uri(server.Url).Port;
        foreach (var (host, expected) in new[] { ("192.0.2.7", 200), ("gdn.example", 200), ("api-gdn.example:5", 200), ("other.example", 200), ("evil.example", 403), ("gdn.example.evil.example", 403) })
        {
            Assert.Equal(expected, (await SendAsync("GET /healthz", host, null, port)).Status);
        }
    }

    [Fact]
    public async Task Learn_nothing_from_the_answer_about_who_exists()
    {
        var unknown = await rest.CallAsync("POST /_open/auth", """{"email":"nobody@example.com","password":"no"}""", authorization: "");
        var known = await rest.CallAsync("POST /_open/auth", $$"""{"email":"{{Development.Email}}","password":"no"}""", authorization: "");
        Assert.Equal((unknown.Status, unknown.Body!.ToJsonString()), (known.Status, known.Body!.ToJsonString()));
    }

    private async Task<(int Status, string Headers, string Body)> SendAsync(string request, string host, string? origin, int? port = null)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port ?? new Uri(rest.Server.Url).Port);
        var upgrade = request.Contains("/ws/", StringComparison.Ordinal)
            ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nConnection: Upgrade, close\r\n"
            : "Connection: close\r\n";
        var text = $"{request} HTTP/1.1\r\nHost: {host}\r\n{(origin is null ? "" : $"Origin: {origin}\r\n")}Authorization: apikey {Development.ApiKey}\r\nContent-Length: 0\r\n{upgrade}\r\n";
        await socket.SendAsync(Encoding.UTF8.GetBytes(text));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        var split = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var body = answer[(split + 4)..];
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer[..split], body.Contains('{', StringComparison.Ordinal) ? body[body.IndexOf('{', StringComparison.Ordinal)..(body.LastIndexOf('}') + 1)] : body);
    }
}
