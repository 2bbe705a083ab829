namespace GdnStreams.Client.Tests;

/// <summary>A connection of its own, with the traffic of a test, to a scripted server.</summary>
internal sealed class OpenedConnection : IAsyncDisposable
{
    private readonly GdnCredential _credential = GdnCredential.Token("a.b.c");
    private readonly HttpExchange _http;
    private readonly SignIn _signIn;

    public OpenedConnection(Uri url, ISocketTraffic traffic)
    {
        var options = new GdnSessionOptions { Url = url, Credential = _credential };
        _http = new HttpExchange(options, ServiceDialect.Of(options.Dialect));
        _signIn = new SignIn(_credential, _http, ServiceDialect.Of(options.Dialect), TimeProvider.System);
        Connection = new SocketConnection(new SocketOpener(_signIn, options, ServiceDialect.Of(options.Dialect), TimeProvider.System).OpenAsync, traffic, TimeProvider.System, ConnectionPolicy.Of(options), () => 0);
    }

    public SocketConnection Connection { get; }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _signIn.Dispose();
        _http.Dispose();
        _credential.Dispose();
    }
}
