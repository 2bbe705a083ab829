using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Server;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>A server in a process of its own, which is killed and started again at the same address: with its data on the disk, or a gateway beside another one.</summary>
internal sealed class MortalServer : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly Target _other;
    private readonly string[] _command;
    private readonly HttpClient _http;
    private ServerProcess _process;

    private MortalServer(DirectoryInfo data, Target other, string[] command, ServerProcess process)
    {
        (_data, _other, _command, _process) = (data, other, command, process);
        _http = new HttpClient { BaseAddress = process.Url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("apikey", Development.ApiKey);
    }

    public string Url => _process.Url.ToString();

    /// <summary>Starts one by the name of its engine.</summary>
    public static async Task<MortalServer> StartAsync(Targets targets, string target)
    {
        // Of a gateway this one stays, and has removed the streams of other tests.
        var other = await targets.StartAsync(target, new ServerOptions());
        var data = Directory.CreateTempSubdirectory("gdn-console");
        string[] command = ["serve", "--data", data.FullName, "--dev", .. other.Pulsar is { } pulsar ? ["--engine", "pulsar", "--pulsar-url", pulsar.Url.ToString(), "--pulsar-tenant", pulsar.Tenant] : Array.Empty<string>()];
        return new MortalServer(data, other, command, await ServerProcess.StartAsync(command));
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async Task RestartAsync()
    {
        var port = _process.Url.Port.ToString(CultureInfo.InvariantCulture);
        await _process.DisposeAsync();
        _process = await ServerProcess.StartAsync([.. _command, "--port", port]);
    }

    /// <summary>One request, such as <c>POST /streams/orders?global=true</c>; it has to succeed.</summary>
    public async Task<JsonNode?> CallAsync(string request, string body = "")
    {
        var parts = request.Split(' ', 2);
        using var message = new HttpRequestMessage(new HttpMethod(parts[0]), "/_fabric/_system/_api" + parts[1]) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        using var response = await _http.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{request}: {text}");
        return JsonNode.Parse(text)?["result"];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        await _other.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
