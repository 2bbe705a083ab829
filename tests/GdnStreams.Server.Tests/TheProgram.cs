using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GdnStreams.Server.Tests;

/// <summary>gdn-server as it is run: commands, settings, exit codes, and what it says when something is wrong.</summary>
public sealed class TheProgram : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gdn-program");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("serve", "either --data DIR or --in-memory")]
    [InlineData("serve --in-memory --bind here", "'here' is not an IP address")]
    [InlineData("serve --in-memory --bind 0.0.0.0", "everybody knows the development user's password")]
    [InlineData("serve --in-memory --bind 0.0.0.0 --allow-development-user --anonymous-sockets", "for this machine only")]
    [InlineData("serve --in-memory --keep-alive -1", "--keep-alive is a number of seconds")]
    [InlineData("serve --in-memory --idle-timeout -1", "--idle-timeout is a number of seconds")]
    [InlineData("serve --in-memory --https-port 0 --cert nowhere.pem", "nowhere.pem")]
    [InlineData("serve --in-memory --seed nowhere.json", "nowhere.json")]
    [InlineData("serve --in-memory --settings nowhere.json", "nowhere.json")]
    [InlineData("serve --in-memory --pulsar-ca nowhere.pem", "need --engine pulsar")]
    [InlineData("serve --engine pulsar --pulsar-url https://127.0.0.1:1 --pulsar-ca nowhere.pem", "nowhere.pem")]
    [InlineData("user list --data nowhere", "holds no store")]
    [InlineData("apikey list --tenant demo", "--data DIR")]
    [InlineData("seed nowhere.json --data x", "nowhere.json")]
    public async Task A_mistake_is_one_line_and_exit_code_1(string arguments, string expected)
    {
        var (code, _, errors) = await Program.RunAsync("", arguments.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_development_user_is_reached_by_others_only_where_that_was_said()
    {
        await using (await ServerProcess.StartAsync("serve", "--dev", "--data", Data))
        {
            // On this machine only: it makes the user.
        }

        var (code, _, errors) = await Program.RunAsync("", "serve", "--data", Data, "--bind", "0.0.0.0");
        Assert.Equal(1, code);
        Assert.Contains("--allow-development-user", errors, StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync("serve", "--data", Data, "--bind", "0.0.0.0", "--allow-development-user");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Url.Port}") };
        http.DefaultRequestHeaders.Authorization = new("apikey", SignIn.Development.ApiKey);
        Assert.Contains(SignIn.Development.Email, await http.GetStringAsync(new Uri("/_api/user", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_line_and_exit_code_1()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        var (code, _, errors) = await Program.RunAsync("", "serve", "--in-memory", "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, code);
        Assert.Contains($"cannot listen on 127.0.0.1, port {port}", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_one_line_and_exit_code_1()
    {
        var (code, _, errors) = await Program.RunAsync("", "serve", "--in-memory", "--bind", "192.0.2.1", "--allow-development-user");
        Assert.Equal(1, code);
        Assert.Contains("cannot listen on 192.0.2.1", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_and_keys_are_managed_and_open_a_server_that_others_reach()
    {
        Assert.Equal(0, (await Program.RunAsync("s3cret\n", "user", "add", "ada@example.com", "--tenant", "acme", "--name", "ada", "--data", Data)).Code);
        Assert.Equal("acme\tada\tada@example.com", (await Program.RunAsync("", "user", "list", "--data", Data)).Output.Trim());
        var (_, key, _) = await Program.RunAsync("", "apikey", "add", "ci", "--tenant", "acme", "--user", "ada", "--data", Data);
        Assert.StartsWith("acme.ci.", key, StringComparison.Ordinal);
        Assert.Equal("ci\tada", (await Program.RunAsync("", "apikey", "list", "--tenant", "acme", "--data", Data)).Output.Trim());
        Assert.Equal(1, (await Program.RunAsync("x\n", "user", "add", "ada@example.com", "--tenant", "acme", "--data", Data)).Code);

        await using (var server = await ServerProcess.StartAsync("serve", "--data", Data, "--bind", "0.0.0.0"))
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Url.Port}") };
            http.DefaultRequestHeaders.Authorization = new("apikey", key.Trim());
            Assert.Contains("ada@example.com", await http.GetStringAsync(new Uri("/_api/user", UriKind.Relative)), StringComparison.Ordinal);

            Assert.Equal(0, (await Program.RunAsync("", "apikey", "remove", "ci", "--tenant", "acme", "--data", Data)).Code);
            Assert.Equal(401, (int)(await http.GetAsync(new Uri("/_api/user", UriKind.Relative))).StatusCode);
        }

        Assert.Equal(0, (await Program.RunAsync("", "user", "remove", "--tenant", "acme", "--name", "ada", "--data", Data)).Code);
        Assert.Equal("", (await Program.RunAsync("", "user", "list", "--data", Data)).Output.Trim());
    }

    [Fact]
    public async Task The_log_is_JSON_line_by_line_says_what_happened_and_holds_no_secret()
    {
        using var process = Process.Start(Program.Start(["serve", "--dev", "--data", Data, "--exit-with-parent"]))!;
        var errors = process.StandardError.ReadToEndAsync();
        var url = (string)JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!["url"]!;
        using (var http = new HttpClient { BaseAddress = new Uri(url) })
        {
            using var body = new StringContent("""{"email":"root@demo.local","password":"sup3rs3cret"}""");
            Assert.Equal(401, (int)(await http.PostAsync(new Uri("/_open/auth", UriKind.Relative), body)).StatusCode);
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/streams?otp=sup3rs3cret", UriKind.Relative));
            request.Headers.Authorization = new("apikey", "demo.ci.sup3rs3cret");
            Assert.Equal(401, (int)(await http.SendAsync(request)).StatusCode);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var lines = Telling(await errors);
        Assert.Equal(
            ["Information", "Warning", "Warning", "Information", "Information"],
            lines.Select(line => (string)line["LogLevel"]!));
        Assert.Equal(Data, (string)lines[0]["State"]![nameof(Data)]!);
        Assert.Equal("/_open/auth", (string)lines[1]["State"]!["Path"]!);
        Assert.DoesNotContain("sup3rs3cret", await errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_of_its_request_is_no_failure()
    {
        using var process = Process.Start(Program.Start(["serve", "--in-memory", "--exit-with-parent"]))!;
        var errors = process.StandardError.ReadToEndAsync();
        var url = new Uri((string)JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!["url"]!);
        foreach (var request in new[] { "POST /_open/auth", "POST /streams/x/publish", "PATCH /user/root" })
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync(url.Host, url.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"{request} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nAuthorization: apikey {SignIn.Development.ApiKey}\r\nContent-Length: 1000\r\n\r\n"));

            // It says so when it waits for the body; then it gets a part of it, and a reset.
            var answer = new byte[1_000];
            Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer)), StringComparison.Ordinal);
            await socket.SendAsync("{"u8.ToArray());
        }

        using (var http = new HttpClient { BaseAddress = url })
        {
            Assert.Equal("ok", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var unusual = Telling(await errors).Where(line => (string)line["LogLevel"]! != "Information").Select(line => line.ToJsonString());
        Assert.True(!unusual.Any(), string.Join('\n', unusual));
    }

    [Fact]
    public async Task A_seed_makes_what_does_not_exist()
    {
        var file = Path.Combine(_directory.FullName, "seed.json");
        await File.WriteAllTextAsync(file, """
            { "users": [{ "tenant": "acme", "user": "ada", "email": "ada@example.com", "password": "p" }],
              "keys": [{ "tenant": "acme", "user": "ada", "keyId": "ci", "secret": "known" }],
              "fabrics": [{ "tenant": "acme", "name": "west" }],
              "streams": [{ "tenant": "acme", "name": "orders" }, { "tenant": "acme", "fabric": "west", "name": "orders", "local": true }] }
            """);
        Assert.Equal("Made 1 users, 1 keys, 1 fabrics, 2 streams.", (await Program.RunAsync("", "seed", file, "--data", Data)).Output.Trim());
        Assert.Equal("Made 0 users, 0 keys, 0 fabrics, 0 streams.", (await Program.RunAsync("", "seed", file, "--data", Data)).Output.Trim());

        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--seed", file);
        using var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new("apikey", "acme.ci.known");
        Assert.Contains("c8locals.orders", await http.GetStringAsync(new Uri("/_fabric/west/_api/streams", UriKind.Relative)), StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, """{ "user": [] }""");
        var (code, _, errors) = await Program.RunAsync("", "seed", file, "--data", Data);
        Assert.Equal(1, code);
        Assert.Contains("'user'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_is_backed_up_and_checked_while_a_server_runs_on_it()
    {
        var restored = Path.Combine(_directory.FullName, "restored");
        await using (var server = await ServerProcess.StartAsync("serve", "--dev", "--data", Data))
        {
            using var http = new HttpClient { BaseAddress = server.Url };
            http.DefaultRequestHeaders.Authorization = new("apikey", SignIn.Development.ApiKey);
            await http.PostAsync(new Uri("/_fabric/_system/_api/streams/kept", UriKind.Relative), null);
            Directory.CreateDirectory(restored);
            var backup = Path.Combine(restored, "streams.db");
            Assert.Equal(0, (await Program.RunAsync("", "backup", backup, "--data", Data)).Code);
            Assert.Equal(1, (await Program.RunAsync("", "backup", backup, "--data", Data)).Code);
            Assert.Equal("The store is sound.", (await Program.RunAsync("", "check", "--data", Data)).Output.Trim());
        }

        await using (var server = await ServerProcess.StartAsync("serve", "--dev", "--data", restored))
        {
            using var http = new HttpClient { BaseAddress = server.Url };
            http.DefaultRequestHeaders.Authorization = new("apikey", SignIn.Development.ApiKey);
            Assert.Contains("c8globals.kept", await http.GetStringAsync(new Uri("/_fabric/_system/_api/streams", UriKind.Relative)), StringComparison.Ordinal);
        }

        var file = Path.Combine(restored, "streams.db");
        await using (var stream = File.OpenWrite(file))
        {
            stream.Position = 8192;
            await stream.WriteAsync(new byte[16384]);
        }

        File.Delete(file + "-wal");
        Assert.Equal(1, (await Program.RunAsync("", "check", "--data", restored)).Code);
    }

    [Fact]
    public async Task The_command_line_beats_the_environment_which_beats_the_settings_file()
    {
        var file = Path.Combine(_directory.FullName, "settings.json");
        await File.WriteAllTextAsync(file, """{ "in-memory": true, "host-name": "of-the-file", "https-port": 0 }""");
        Assert.Equal("of-the-file", await HostAsync(null, "serve", "--settings", file));
        Assert.Equal("of-the-environment", await HostAsync("of-the-environment", "serve", "--settings", file));
        Assert.Equal("of-the-line", await HostAsync("of-the-environment", "serve", "--settings", file, "--host-name", "of-the-line"));

        await File.WriteAllTextAsync(file, """{ "in-memry": true }""");
        var (code, _, errors) = await Program.RunAsync("", "serve", "--settings", file);
        Assert.Equal(1, code);
        Assert.Contains("'in-memry', which is no setting", errors, StringComparison.Ordinal);
    }

    /// <summary>The server's own lines of a log, and failures of anybody: Kestrel also warns where a busy machine kept it waiting.</summary>
    private static JsonNode[] Telling(string log) =>
        [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).Where(line => (string)line["Category"]! == "GdnStreams" || (string)line["LogLevel"]! is "Error" or "Critical")];

    private static async Task<string> HostAsync(string? environment, params string[] arguments)
    {
        var start = Program.Start(arguments);
        start.Environment["GDN_HOST_NAME"] = environment;
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        process.Kill();
        await process.WaitForExitAsync();
        return new Uri(JsonDocument.Parse(line!).RootElement.GetProperty("httpsUrl").GetString()!).Host;
    }
}
