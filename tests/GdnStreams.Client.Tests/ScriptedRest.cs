namespace GdnStreams.Client.Tests;

/// <summary>A server on a free port that answers every request as its script says, and remembers them.</summary>
internal sealed class ScriptedRest : IAsyncDisposable
{
    private readonly ScriptedListener _listener;
    private readonly Func<string, (int Status, string Body)> _script;

    /// <param name="script">Status and body for a request such as <c>GET /path?query</c>; the body of a redirect is its address.</param>
    public ScriptedRest(Func<string, (int Status, string Body)> script)
    {
        _script = script;
        _listener = new ScriptedListener(ServeAsync);
        Url = new Uri($"http://127.0.0.1:{_listener.Port}/");
    }

    public Uri Url { get; }

    /// <summary>What was asked: request, Authorization header, body.</summary>
    public List<(string Request, string? Authorization, string Body)> Asked { get; } = [];

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(Stream stream)
    {
        if (await ScriptedRequest.ReadAsync(stream) is not { } request)
        {
            return;
        }

        var asked = $"{request.Method} {request.Path}{request.Query}";
        lock (Asked)
        {
            Asked.Add((asked, request.Header("Authorization"), request.Body));
        }

        var (status, body) = _script(asked);
        await (status is 307 or 308 ? request.RedirectAsync(status, body) : request.AnswerAsync(status, body));
    }
}
