using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

/// <summary>A server in a process of its own, with its data on the disk, which is killed and started again at the same address.</summary>
internal sealed class MortalServer : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly HttpClient _http;
    private ServerProcess _process;

    private MortalServer(DirectoryInfo data, ServerProcess process)
    {
        (_data, _process) = (data, process);
        _http = new HttpClient { BaseAddress = process.Url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("apikey", Development.ApiKey);
    }

    public string Url => _process.Url.ToString();

    public static async Task<MortalServer> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("gdn-console");
        return new MortalServer(data, await ServerProcess.StartAsync("serve", "--data", data.FullName, "--dev"));
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async Task RestartAsync()
    {
        var port = _process.Url.Port.ToString(CultureInfo.InvariantCulture);
        await _process.DisposeAsync();
        _process = await ServerProcess.StartAsync("serve", "--data", _data.FullName, "--dev", "--port", port);
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
        _data.Delete(recursive: true);
    }
}
