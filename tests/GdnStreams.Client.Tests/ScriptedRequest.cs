using System.Globalization;
using System.Text;

namespace GdnStreams.Client.Tests;

/// <summary>One HTTP request, the only one of its connection.</summary>
internal sealed class ScriptedRequest
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private ScriptedRequest(Stream stream, string method, string target)
    {
        (Stream, Method) = (stream, method);
        var parts = target.Split('?');
        (Path, Query) = (parts[0], parts.Length > 1 ? "?" + parts[1] : "");
    }

    public Stream Stream { get; }

    public string Method { get; }

    public string Path { get; }

    /// <summary>The query with its question mark; empty where there is none.</summary>
    public string Query { get; }

    public string Body { get; private set; } = "";

    public bool IsWebSocket => string.Equals(Header("Upgrade"), "websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads one request with its body; null where the connection was closed without one.</summary>
    public static async Task<ScriptedRequest?> ReadAsync(Stream stream)
    {
        if (await ReadLineAsync(stream) is not { Length: > 0 } first)
        {
            return null;
        }

        var request = new ScriptedRequest(stream, first.Split(' ')[0], first.Split(' ')[1]);
        while (await ReadLineAsync(stream) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':');
            request._headers[line.Substring(0, colon)] = line.Substring(colon + 1).Trim();
        }

        if (request.Header("Expect") is not null)
        {
            await request.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n");
        }

        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        request.Body = Encoding.UTF8.GetString(body);
        return request;
    }

    public string? Header(string name) => _headers.TryGetValue(name, out var value) ? value : null;

    public Task AnswerAsync(int status, string json) => WriteAsync(
        $"HTTP/1.1 {status} Scripted\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}");

    public Task RedirectAsync(int status, string address) => WriteAsync(
        $"HTTP/1.1 {status} Scripted\r\nLocation: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public async Task WriteAsync(string text) => await Stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
