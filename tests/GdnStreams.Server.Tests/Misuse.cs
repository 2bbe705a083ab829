using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>Every request of <c>/openapi.json</c>, with what no client should send.</summary>
public sealed class Misuse(Rest rest) : IClassFixture<Rest>
{
    private static readonly string[] Names =
    [
        "c8globals.nope", "nope", "%25", "%00", "%2F", "%ff%fe", "%C3%28", "+", "%20", "c8globals.", "c8locals.c8globals.x", "%F0%9F%98%80", "%0d%0aX:%20y", "{x}", "*", "%5C", new('a', 4_000),
    ];

    private static readonly string[] Numbers =
    [
        "-1", "0", "1.5", "0x10", "9223372036854775807", "99999999999999999999999", "2147483647000", "2147483648", "%20", "1%00", "NaN",
    ];

    private static readonly byte[][] Contents =
    [
        [], [0xff, 0xfe], [.. Encoding.UTF8.GetBytes(new string('[', 10_000))],
        .. new[]
        {
            "{", "null", "[]", "0", "\"x\"", """{"name":1}""", """{"name":null}""", """{"name":"\ud800"}""", """{"grant":1}""", """{"grant":null}""", """{"keyid":"a b"}""", """{"keyid":{}}""",
            """{"jwt":"a.b.c"}""", """{"jwt":1}""", """{"apikey":"..."}""", """{"apikey":[]}""", """{"email":1,"password":2}""", """{"email":"\u0000@","passwd":"\ud800"}""", """{"email":"x@y","passwd":""}""",
            """{"messageId":"!!!"}""", """{"messageId":1}""", """{"messageId":"CP///////////wEQ////////////ATAA"}""", """{"retentionTimeInMinutes":1e400}""", """{"retentionTimeInMinutes":-2}""",
            """{"retentionTimeInMinutes":2147483647,"retentionSizeInMB":2147483647,"messageTTLInSeconds":2147483647}""", """{"metadata":1}""", """{"metadata":{"a":1,"a":[1e400]}}""", """{"extra":[]}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Queries =
    [
        "global=maybe", "global=&global=True", "count=-1", "count=99999999999999999999", "position=%ff", "position=CP///////////wEQ////////////ATAA", "%", "full=%00", "=", "force=x", "a=" + new string('b', 4_000),
    ];

    [Fact]
    public async Task A_clients_mistake_never_gets_a_5xx()
    {
        using var http = new HttpClient { BaseAddress = new Uri(rest.Server.Url) };
        http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse("apikey " + Development.ApiKey);
        var (_, document) = await rest.CallAsync("GET /openapi.json", authorization: "");
        var failures = new List<string>();
        var calls = 0;
        foreach (var (path, operations) in document!["paths"]!.AsObject().Where(pair => !pair.Key.Contains("/ws/v2/", StringComparison.Ordinal)))
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                // What an earlier call removed is there again; it keeps the user and the key that the calls are made with.
                await rest.CallAsync("POST /streams/misused?global=true");
                await rest.CallAsync("PUT /streams/c8globals.misused/subscription/s?position=earliest");
                await rest.CallAsync("POST /streams/c8globals.misused/publish", "x");
                await rest.CallAsync("POST /key", """{"keyid":"misused"}""");
                await rest.CallAsync("POST /database", """{"name":"misused"}""");
                foreach (var (address, body) in Requests(path, operation!))
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), "/_fabric/_system/_api" + address);
                    request.Content = body is null ? null : new ByteArrayContent(body);
                    using var response = await http.SendAsync(request);
                    calls++;
                    if ((int)response.StatusCode >= 500)
                    {
                        failures.Add($"{request.Method} {address} {Encoding.UTF8.GetString(body ?? [])}: {(int)response.StatusCode}");
                    }
                }
            }
        }

        Assert.Empty(failures);
        Assert.True(calls > 1_000, $"only {calls} calls");
    }

    [Theory]
    [InlineData("producer/persistent/demo/c8global._system/%")]
    [InlineData("producer/persistent/demo/c8global._system/%ff%fe")]
    [InlineData("producer/persistent/demo/c8global._system/c8globals.")]
    [InlineData("producer/persistent/demo/c8global._system/c8locals.x")]
    [InlineData("producer/persistent/demo/c8global./c8globals.x")]
    [InlineData("producer/non-persistent/demo/c8global._system/c8globals.x")]
    [InlineData("producer/persistent/demo/c8global.nowhere/c8globals.x")]
    [InlineData("producer/persistent/demo/nowhere/x")]
    [InlineData("producer/persistent/other/c8global._system/c8globals.x")]
    [InlineData("producer/persistent///")]
    [InlineData("consumer/persistent/demo/c8global._system/c8globals.x/%")]
    [InlineData("consumer/persistent/demo/c8global._system/c8globals.x/s?maxRedeliverCount=1&deadLetterTopic=persistent://other/c8global._system/c8globals.x")]
    [InlineData("consumer/persistent/demo/c8global._system/c8globals.x/s?maxRedeliverCount=1&deadLetterTopic=persistent://x")]
    [InlineData("consumer/persistent/demo/c8global._system/c8globals.x/s?maxRedeliverCount=1&deadLetterTopic=")]
    [InlineData("consumer/persistent/demo/c8global._system/c8globals.x/s?negativeAckRedeliveryDelay=99999999999")]
    [InlineData("reader/persistent/demo/c8global._system/c8globals.x?messageId=%ff")]
    [InlineData("reader/persistent/demo/c8global._system/c8globals.x?receiverQueueSize=-1")]
    [InlineData("reader/persistent")]
    [InlineData("nope/persistent/demo/c8global._system/c8globals.x")]
    [InlineData("")]
    public async Task A_mistaken_handshake_gets_a_4xx(string address)
    {
        using var http = new HttpClient { BaseAddress = new Uri(rest.Server.Url) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_ws/ws/v2/" + address);
        request.Headers.TryAddWithoutValidation("Authorization", "apikey " + Development.ApiKey);
        foreach (var (name, value) in new[] { ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.InRange((int)response.StatusCode, address.EndsWith("/%", StringComparison.Ordinal) || address.EndsWith("%fe", StringComparison.Ordinal) || address.EndsWith("%ff", StringComparison.Ordinal) ? 101 : 400, 499);
    }

    private static IEnumerable<(string Address, byte[]? Body)> Requests(string path, JsonNode operation)
    {
        var parameters = (operation["parameters"]?.AsArray() ?? [])
            .Where(parameter => (string)parameter!["in"]! == "path")
            .Select(parameter => (Name: (string)parameter!["name"]!, IsNumber: (string)parameter["schema"]!["type"]! == "integer"))
            .ToArray();
        var usual = parameters.Aggregate(path, (filled, parameter) => filled.Replace("{" + parameter.Name + "}", Usual(parameter.Name), StringComparison.Ordinal));
        foreach (var (name, isNumber) in parameters)
        {
            foreach (var value in isNumber ? Numbers : Names)
            {
                yield return (parameters.Aggregate(path, (filled, parameter) => filled.Replace("{" + parameter.Name + "}", parameter.Name == name ? value : Usual(parameter.Name), StringComparison.Ordinal)), null);
            }
        }

        foreach (var content in Contents)
        {
            yield return (usual, content);
        }

        foreach (var query in Queries)
        {
            yield return ($"{usual}?{query}", null);
        }
    }

    private static string Usual(string parameter) => parameter switch
    {
        "topic" => "c8globals.misused",
        "subscription" => "s",
        "fabric" or "key" or "user" or "name" => "misused",
        "tenant" => Development.Tenant,
        "region" => "local",
        "isSpot" => "true",
        _ => "1",
    };
}
