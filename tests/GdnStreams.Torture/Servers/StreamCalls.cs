using System.Text.Json.Nodes;

namespace GdnStreams.Torture.Servers;

/// <summary>REST about streams, written by hand.</summary>
internal sealed class StreamCalls : IDisposable
{
    private const string Streams = "/_fabric/_system/_api/streams";
    private readonly HttpClient _http;

    public StreamCalls(Uri server)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = ServerUnderTest.Patience };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Credentials.Header);
    }

    public Task CreateAsync(string name) => CallAsync(HttpMethod.Post, $"{Streams}/{name}?global=true");

    public Task DeleteAsync(string name) => CallAsync(HttpMethod.Delete, $"{Streams}/c8globals.{name}?force=true");

    /// <summary>Creates a subscription at the beginning of a stream.</summary>
    public Task SubscribeAsync(string name, string subscription) => CallAsync(HttpMethod.Put, $"{Streams}/c8globals.{name}/subscription/{subscription}?position=earliest");

    /// <summary>Acknowledges everything.</summary>
    public Task ClearAsync(string name, string subscription) => CallAsync(HttpMethod.Post, $"{Streams}/c8globals.{name}/subscription/{subscription}/skip_all");

    /// <summary>How many messages a subscription has not acknowledged.</summary>
    public async Task<long> BacklogAsync(string name, string subscription) => (long)(await StatisticsAsync(name))[subscription]!["msgBacklog"]!;

    /// <summary>The names of a stream's subscriptions.</summary>
    public async Task<IReadOnlyList<string>> SubscriptionsAsync(string name) => [.. (await StatisticsAsync(name)).AsObject().Select(subscription => subscription.Key)];

    /// <summary>The id of the last message.</summary>
    public async Task<Histories.EntryId> LastAsync(string name) =>
        Histories.EntryId.Parse((string)(await CallAsync(HttpMethod.Get, $"{Streams}/c8globals.{name}/lastMessageId"))["result"]!);

    /// <summary>Whether a stream exists.</summary>
    public async Task<bool> ExistsAsync(string name)
    {
        using var response = await _http.GetAsync(new Uri($"{Streams}/c8globals.{name}/stats", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> StatisticsAsync(string name) => (await CallAsync(HttpMethod.Get, $"{Streams}/c8globals.{name}/stats"))["result"]!["subscriptions"]!;

    /// <exception cref="HttpRequestException">The server is gone, or refuses.</exception>
    private async Task<JsonNode> CallAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text}", null, response.StatusCode);
    }
}
