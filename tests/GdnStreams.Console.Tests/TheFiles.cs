using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using GdnStreams.Server;

namespace GdnStreams.Console.Tests;

/// <summary>What the server sends of the console.</summary>
public sealed partial class TheFiles
{
    private const int MostCompressedBytes = 250 * 1024;

    [Fact]
    public async Task Are_small_typed_and_bound_to_this_server()
    {
        await using var server = await ConsoleServer.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var page = await http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        using var plain = new HttpClient { BaseAddress = new Uri(server.Url) };
        var files = Reference().Matches(await plain.GetStringAsync(new Uri("/", UriKind.Relative))).Select(match => match.Groups[1].Value).ToArray();
        Assert.True(files.Length >= 3);
        var bytes = (await page.Content.ReadAsByteArrayAsync()).Length;
        foreach (var file in files)
        {
            using var answer = await http.GetAsync(new Uri(file, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                Path.GetExtension(file) switch { ".js" => "text/javascript", ".css" => "text/css", _ => "image/svg+xml" },
                answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
            using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(file, UriKind.Relative));
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            using var unchanged = await http.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }

        Assert.True(bytes < MostCompressedBytes, $"{bytes} bytes");
    }

    [Fact]
    public async Task Are_not_there_where_the_console_is_switched_off_and_nowhere_below_a_fabric()
    {
        await using var server = await ConsoleServer.StartAsync(new ServerOptions { HasConsole = false });
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(server.Url))).StatusCode);
        await using var other = await ConsoleServer.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(other.Url))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(other.Url.TrimEnd('/') + "/_fabric/_system"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync(new Uri(other.Url), null)).StatusCode);
    }

    [Fact]
    public async Task Are_not_there_on_a_server_that_was_started_without()
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--dev", "--no-console");
        using var http = new HttpClient { BaseAddress = server.Url };
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz", UriKind.Relative))).StatusCode);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
