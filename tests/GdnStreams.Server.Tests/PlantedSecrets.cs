using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests;

/// <summary>Passwords, keys, tokens and one-time passwords, right and wrong, through every call and socket; then looked for wherever the server writes.</summary>
public sealed class PlantedSecrets : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-secrets");
    private readonly Dictionary<string, string> _secrets = [];
    private readonly HashSet<string> _stored = [];
    private readonly StringBuilder _answers = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Are_in_no_output_answer_metric_argument_or_file()
    {
        var data = Path.Combine(_directory.FullName, "data");
        using var process = Process.Start(Program.Start(["serve", "--data", data, "--exit-with-parent"]))!;
        var errors = process.StandardError.ReadToEndAsync();
        var ready = (await process.StandardOutput.ReadLineAsync())!;
        var output = process.StandardOutput.ReadToEndAsync();
        _http.BaseAddress = new Uri((string)JsonNode.Parse(ready)!["url"]!);
        var first = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(data, "credentials.json")))!;
        var tenant = (string)first["tenant"]!;
        var password = Secret("the user's password", (string)first["password"]!);
        var key = (string)first["apiKey"]!;
        Secret("the key's secret", key.Split('.')[2]);
        var token = (string)JsonNode.Parse((await SendAsync("POST", "/_open/auth", "", $$"""{"email":"{{first["email"]}}","password":"{{password}}"}""")).Body)!["jwt"]!;
        Secret("the token's signature", token.Split('.')[2]);
        var wrongToken = $"{token[..token.LastIndexOf('.')]}.{Planted("a wrong token's signature")}";
        string[] headers =
        [
            "", "apikey " + key, "bearer " + token, $"basic {Basic((string)first["email"]!, password, "the right Basic header")}",
            $"apikey {tenant}.main.{Planted("a wrong key")}", "apikey " + Planted("no key at all"), "bearer " + wrongToken, "bearer " + Planted("no token at all"),
            $"basic {Basic((string)first["email"]!, Planted("a wrong password"), "a wrong Basic header")}", Planted("a header of no scheme"),
        ];
        await CallAllAsync(headers, tenant);
        await OpenSocketsAsync(headers, tenant, token, wrongToken);
        await PushAsync(headers[1]);
        Keep("metrics and description", (await SendAsync("GET", "/metrics", "", null)).Body + (await SendAsync("GET", "/openapi.json", "", null)).Body);
        var arguments = OperatingSystem.IsLinux() ? await File.ReadAllTextAsync($"/proc/{process.Id}/cmdline") : "";
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var files = Directory.GetFiles(data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "credentials.json").ToDictionary(file => file, file => Encoding.Latin1.GetString(File.ReadAllBytes(file)));

        Assert.Contains("Refused", await errors, StringComparison.Ordinal);
        foreach (var (name, secret) in _secrets)
        {
            IsNotIn(ready + await output, "standard output");
            IsNotIn(await errors, "the log");
            IsNotIn(arguments, "the arguments of a process");
            IsNotIn(_answers.ToString(), "an answer");
            foreach (var (file, content) in _stored.Contains(secret) ? [] : files)
            {
                IsNotIn(content, file);
            }

            void IsNotIn(string text, string where)
            {
                var at = text.IndexOf(secret, StringComparison.Ordinal);
                Assert.True(at < 0, $"{name} is in {where}: {(at < 0 ? "" : text.Substring(Math.Max(0, at - 150), Math.Min(300, text.Length - Math.Max(0, at - 150))))}");
            }
        }
    }

    /// <summary>Every call of the table as every caller, with secrets wherever a client could put one.</summary>
    private async Task CallAllAsync(string[] headers, string tenant)
    {
        var query = $"?otp={Planted("a one-time password in a query")}&token={Planted("a token in a query")}&apikey={Planted("a key in a query")}&password={Planted("a password in a query")}";
        var (newPassword, bodyToken, bodyKey) = (Planted("a new user's password"), Planted("a token in a body"), Planted("a key in a body"));
        string?[] bodies =
        [
            $$"""{"email":"new@x.example","username":"newcomer","user":"newcomer","tenant":"{{tenant}}","password":"{{newPassword}}","passwd":"{{newPassword}}","keyid":"made","jwt":"{{bodyToken}}","apikey":"{{bodyKey}}","url":"https://hooks.example.com/?code={{Planted("a key in a push's address")}}","secret":"{{Planted("a push's secret")}}"}""",
            $$"""{"password":"{{Planted("a password in a broken body")}}" """,
            $$"""{"email":["{{Planted("a secret of a wrong type")}}"]}""",
        ];
        foreach (var call in RestApi.All)
        {
            var path = string.Join('/', call.Template.Split('/').Select(part => part switch
            {
                "{tenant}" => tenant,
                "{fabric}" => "_system",
                "{user}" => "newcomer",
                "{key}" => "made",
                "{seconds}" or "{messages}" or "{milliseconds}" or "{position}" => "1",
                ['{', ..] => "c8globals.x",
                _ => part,
            }));
            // Passwords take a long time to check, and wrong ones longer: one call has to do.
            foreach (var header in call.IsOpen ? headers[..2] : headers.Where(header => !header.StartsWith("basic", StringComparison.Ordinal) || call.Template == "/tenants"))
            {
                foreach (var body in call.RequestType is null ? [null] : bodies)
                {
                    var prefix = call.Place == RestPlace.Root ? "" : "/_fabric/_system/_api";
                    var (status, answer) = await SendAsync(call.Method, prefix + path + query, header, body);
                    Assert.InRange(status, 200, 499);
                    if (status is 200 or 201 && $"{call.Method} {call.Template}" is "POST /key" or "POST /apid/otp")
                    {
                        var given = JsonNode.Parse(answer)!;
                        Secret($"what {call} gave for {status}", ((string?)given["otp"] ?? ((string)given["key"]!).Split('.')[2])!);
                        continue; // Shown this once.
                    }

                    Keep($"{call} {status}", answer);
                }
            }
        }
    }

    private async Task OpenSocketsAsync(string[] headers, string tenant, string token, string wrongToken)
    {
        var otp = (string)JsonNode.Parse((await SendAsync("POST", "/apid/otp", headers[1], null)).Body)!["otp"]!;
        Secret("the one-time password", otp);
        string[] queries = ["", $"?token={token}", $"?token={wrongToken}", $"?otp={otp}", $"?otp={otp}", $"?otp={Planted("a wrong one-time password")}", $"?producerName=p&apikey={Planted("a key in a socket's query")}"];
        var opened = 0;
        foreach (var query in queries)
        {
            foreach (var header in query.Length == 0 ? headers : [""])
            {
                using var socket = new ClientWebSocket();
                socket.Options.CollectHttpResponseDetails = true;
                if (header.Length > 0)
                {
                    socket.Options.SetRequestHeader("Authorization", header);
                }

                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                try
                {
                    await socket.ConnectAsync(new Uri($"ws://{_http.BaseAddress!.Authority}/_ws/ws/v2/producer/persistent/{tenant}/c8global._system/c8globals.secrets{query}"), limit.Token);
                }
                catch (WebSocketException)
                {
                    continue;
                }

                opened++;
                var buffer = new byte[16 * 1024];
                foreach (var frame in new[] { $$"""{"payload":"{{Planted("a payload that is no Base64")}}!"}""", Planted("a frame that is no JSON") })
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
                    var part = await socket.ReceiveAsync(buffer, limit.Token);
                    Keep("a frame", Encoding.UTF8.GetString(buffer, 0, part.Count) + socket.CloseStatusDescription);
                }
            }
        }

        Assert.Equal(5, opened); // Three headers, the token and the one-time password, once.
    }

    /// <summary>A push that is made, changed, tried, and fails. Its secrets are in the database, because it signs and calls with them, and nowhere else.</summary>
    private async Task PushAsync(string header)
    {
        const string Place = "/_fabric/_system/_api/streams/c8globals.pushed";
        const string One = "/_fabric/_system/_api/gdnstreams/pushes/c8globals.pushed/s";
        await SendAsync("POST", "/_fabric/_system/_api/streams/pushed?global=true", header, null);
        await SendAsync("PUT", Place + "/subscription/s", header, null);
        foreach (var (method, path) in new[] { ("POST", One), ("GET", One), ("POST", One + "/test"), ("PATCH", One), ("POST", One), ("GET", "/_fabric/_system/_api/gdnstreams/pushes") })
        {
            var body = method == "GET" || path != One ? null : $$"""{"url":"https://hooks.invalid/?code={{Stored("a key in a push's address")}}","secret":"{{Stored("a push's secret")}}","maxAttempts":1}""";
            var (status, answer) = await SendAsync(method, path, header, body);
            Assert.True(status is 200 or 201 or 409, answer);
            Keep($"{method} {path} {status}", answer);
        }

        await SendAsync("POST", Place + "/publish", header, "x");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string push;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            push = (await SendAsync("GET", One, header, null)).Body;
        }
        while ((int?)JsonNode.Parse(push)!["result"]!["deadLettered"] != 1);
        Keep("a push that failed", push);
        Keep("its dead letter", (await SendAsync("GET", "/_fabric/_system/_api/streams/c8globals.pushed-s-DLQ/stats", header, null)).Body);

        string Stored(string name)
        {
            var secret = Planted(name);
            _stored.Add(secret);
            return secret;
        }
    }

    private string Planted(string name) => Secret(name, $"pl4nted{Guid.NewGuid():N}");

    private string Basic(string user, string password, string name) => Secret(name, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private string Secret(string name, string secret)
    {
        Assert.True(secret.Length > 15, $"{name} is too short to be looked for.");
        _secrets[$"{name} ({_secrets.Count})"] = secret;
        return secret;
    }

    private void Keep(string what, string answer) => _answers.Append(what).Append(": ").AppendLine(answer);

    private async Task<(int Status, string Body)> SendAsync(string method, string path, string authorization, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body);
        if (authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
