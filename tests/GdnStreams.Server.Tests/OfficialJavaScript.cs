using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>jsC8 from npm, unmodified. It takes only HTTPS, and a host with <c>api-</c> before it.</summary>
public sealed class OfficialJavaScript
{
    [Fact]
    public async Task Runs_the_quickstart()
    {
        var printed = await RunAsync("quickstart.js");
        Assert.Contains("received [ 'Hello World', 'over HTTP' ]", printed, StringComparison.Ordinal);
        Assert.Contains("backlog 0", printed, StringComparison.Ordinal);
        Assert.EndsWith("done", printed.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_the_calls_of_its_own_stream_tests()
    {
        var printed = await RunAsync("stream_calls.js", Development.ApiKey);
        Assert.Equal(["client.stream", "stream.create", "stream.delete", "stream.manipulate", "publish", "websocket 20", "reconnecting", "done"], printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var node = OtherPrograms.Required("node");
        var directory = OtherPrograms.Copy("JsC8");
        try
        {
            await OtherPrograms.InstallAsync(directory.FullName);
            var options = new ServerOptions { DataDirectory = Path.Combine(directory.FullName, "data"), HttpsPort = 0, IsForDevelopment = true, AllowsAnonymousSockets = true };
            await using var server = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
            return await OtherPrograms.RunAsync(
                directory.FullName, server.Addresses.CertificateFile, node, ["-r", "./resolve-api-localhost.js", script, server.Addresses.HttpsUrl!, .. arguments]);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
