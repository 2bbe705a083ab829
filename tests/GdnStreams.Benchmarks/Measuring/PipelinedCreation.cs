using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>Streams created by HTTP requests that do not wait for each other's answers, on one connection.</summary>
internal static class PipelinedCreation
{
    /// <summary>Streams in a second.</summary>
    public static async Task<double> MeasureAsync(Uri server, string prefix, int count)
    {
        using var client = new TcpClient(server.Host, server.Port);
        var stream = client.GetStream();
        var requests = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            requests.Append($"POST /_fabric/_system/_api/streams/{prefix}{i}?global=true HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: apikey {Development.ApiKey}\r\nContent-Length: 0\r\n\r\n");
        }

        var clock = Stopwatch.StartNew();
        var writing = stream.WriteAsync(Encoding.ASCII.GetBytes(requests.ToString()));
        await ReadAnswersAsync(stream, count);
        await writing;
        return count / clock.Elapsed.TotalSeconds;
    }

    private static async Task ReadAnswersAsync(NetworkStream stream, int count)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        for (var answers = 0; answers < count;)
        {
            // A status line may follow a body without a line's end.
            var line = await reader.ReadLineAsync() ?? throw new InvalidOperationException($"The server closed the connection after {answers} of {count} answers.");
            if (line.Contains("HTTP/1.1 ", StringComparison.Ordinal))
            {
                answers += line.Contains("HTTP/1.1 2", StringComparison.Ordinal) ? 1 : throw new InvalidOperationException("A stream was not created: " + line);
            }
        }
    }
}
