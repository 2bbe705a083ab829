using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>A server in this process, called as a client without library calls it.</summary>
public sealed class Rest : IAsyncLifetime
{
    private StreamServer _server = null!;
    private HttpClient _http = null!;

    internal StreamServer Server => _server;

    /// <summary>The development user's token.</summary>
    public string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _server = await StreamServer.StartAsync(new ServerOptions { AllowedOrigins = ["https://elsewhere.example"] }, TimeProvider.System, CancellationToken.None);
        _http = new HttpClient { BaseAddress = new Uri(_server.Url) };
        Token = (string)(await CallAsync("POST /_open/auth", $$"""{"email":"{{Development.Email}}","password":"{{Development.Password}}"}""", authorization: "")).Body!["jwt"]!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>One request, such as <c>GET /_api/user</c>; by default as the development user.</summary>
    public async Task<(int Status, JsonNode? Body)> CallAsync(string request, string? body = null, string? authorization = null)
    {
        var (method, path) = request.Split(' ', 2) is [var m, var p] ? (m, p) : throw new ArgumentException(request, nameof(request));
        using var message = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        authorization ??= "bearer " + Token;
        if (authorization.Length > 0)
        {
            message.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        }

        using var response = await _http.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null);
    }

    /// <summary>One request whose answer is exactly this, whatever the order of its properties.</summary>
    public async Task AnswersAsync(string request, string? body, int status, string expected, string? authorization = null)
    {
        var (actual, answer) = await CallAsync(request, body, authorization);
        Assert.True(
            status == actual && JsonNode.DeepEquals(JsonNode.Parse(expected), answer),
            $"{request}{Environment.NewLine}expected {status} {expected}{Environment.NewLine}answered {actual} {answer?.ToJsonString()}");
    }
}
