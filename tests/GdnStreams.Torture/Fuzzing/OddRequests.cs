using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Fuzzing;

/// <summary>Requests to every address that the server describes, and handshakes, with values that make no sense.</summary>
internal sealed partial class OddRequests(OddValues odd, IReadOnlyList<(string Method, string Path)> calls)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "LIST", "get"];

    private static readonly string[] Queries =
    [
        "global", "force", "position", "count", "subscriptionBacklogSize", "regionFilter", "receiverQueueSize", "subscriptionType", "subscriptionMode", "subscriptionInitialPosition", "ackTimeoutMillis", "negativeAckRedeliveryDelay",
        "consumerName", "priorityLevel", "maxRedeliverCount", "deadLetterTopic", "pullMode", "messageId", "readerName", "producerName", "initialSequenceId", "sendTimeoutMillis", "messageRoutingMode", "hashingScheme", "compressionType",
        "batchingEnabled", "maxPendingMessages", "otp", "token", "x",
    ];

    /// <summary>All that <c>/openapi.json</c> describes.</summary>
    public static async Task<IReadOnlyList<(string Method, string Path)>> DescribedAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server, Timeout = ServerUnderTest.Patience };
        var described = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)))!;
        return [.. described["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(call => (call.Key.ToUpperInvariant(), path.Key)))];
    }

    /// <summary>A request; whether its answer has a body.</summary>
    public (byte[] Bytes, bool HasBody) Request()
    {
        var (method, path) = Draw(calls);
        method = odd.Next(10) == 0 ? Methods[odd.Next(Methods.Length)] : method;
        path = Parameter().Replace(path, match => match.Value == "{fabric}" && odd.Next(3) != 0 ? "_system" : match.Value == "{user}" ? "u" + odd.Part() : odd.Part());
        var body = method is "GET" or "HEAD" or "OPTIONS" or "DELETE" && odd.Next(5) != 0 ? [] : odd.Next(200) == 0 ? odd.Bytes(odd.Next(70_000)) : odd.Json();
        var head = $"{method} {path}{Query()} HTTP/1.1\r\nHost: 127.0.0.1\r\n{Authorization()}{ContentType()}Content-Length: {body.Length}\r\n\r\n";
        return ([.. Latin(head), .. body], method != "HEAD");
    }

    /// <summary>Seldom a call that may cost a password's hash, such as a sign-in, which strangers without a key may send.</summary>
    private (string Method, string Path) Draw(IReadOnlyList<(string Method, string Path)> calls)
    {
        var costly = odd.Next(200) == 0;
        var drawn = calls[odd.Next(calls.Count)];
        while (IsCostly(drawn) != costly)
        {
            drawn = calls[odd.Next(calls.Count)];
        }

        return drawn;
    }

    private static bool IsCostly((string Method, string Path) call) =>
        call.Path.Contains("/_open/auth", StringComparison.Ordinal) || (call.Path.Contains("/user", StringComparison.Ordinal) && call.Method is "POST" or "PUT" or "PATCH");

    /// <summary>A handshake of a socket.</summary>
    public byte[] Handshake()
    {
        var kind = odd.Next(8) switch { 0 => odd.Part(), < 4 => "producer", < 6 => "consumer", _ => "reader" };
        var parts = new[] { "persistent", Credentials.Tenant, "c8global._system", "c8globals.g", "s" }.Take(odd.Next(10) == 0 ? odd.Next(6) : kind == "consumer" ? 5 : 4).ToArray();
        for (var changes = odd.Next(3); changes > 0 && parts.Length > 0; changes--)
        {
            parts[odd.Next(parts.Length)] = odd.Part();
        }

        return Handshake(odd, $"/_ws/ws/v2/{kind}/{string.Join('/', parts)}{Query()}", isPlain: odd.Next(4) != 0);
    }

    /// <summary>A handshake that is right, or whose headers are wrong.</summary>
    public static byte[] Handshake(OddValues odd, string target, bool isPlain)
    {
        var head = $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: {Credentials.Header}\r\n";
        if (!isPlain)
        {
            var lines = head.Split("\r\n").ToList();
            lines[odd.Next(lines.Count - 2) + 1] = odd.Next(3) switch { 0 => "Sec-WebSocket-Protocol: x", 1 => "Sec-WebSocket-Extensions: permessage-deflate", _ => "X-Odd: " + Header(odd.Text()) };
            head = string.Join("\r\n", lines);
        }

        return Latin(head + "\r\n");
    }

    private string Query() => odd.Next(3) == 0 ? "" : "?" + string.Join('&', Enumerable.Range(0, odd.Next(4)).Select(_ => $"{(odd.Next(10) == 0 ? odd.Part() : Queries[odd.Next(Queries.Length)])}={odd.Part()}"));

    private string Authorization() => odd.Next(20) switch
    {
        0 => "",
        1 => $"Authorization: {Header(odd.Text())}\r\n",
        2 => $"Authorization: bearer {Header(odd.Text())}\r\n",
        3 => $"Authorization: apikey {Header(odd.Text())}\r\n",
        _ => $"Authorization: {Credentials.Header}\r\n",
    };

    private string ContentType() => odd.Next(4) switch { 0 => "", 1 => $"Content-Type: {Header(odd.Text())}\r\n", 2 => "Content-Type: multipart/form-data; boundary=x\r\n", _ => "Content-Type: application/json\r\n" };

    /// <summary>Without what would end the header.</summary>
    private static string Header(string text) => string.Concat(text.Where(letter => letter is not ('\r' or '\n' or '\0')));

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
