using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>jsC8 from npm, unmodified. It takes only HTTPS, and a host with <c>api-</c> before it.</summary>
public sealed class OfficialJavaScript(Targets targets)
{
    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Runs_the_quickstart(string on)
    {
        var printed = await RunAsync(on, "quickstart.js");
        Assert.Contains("received [ 'Hello World', 'over HTTP' ]", printed, StringComparison.Ordinal);
        Assert.Contains("backlog 0", printed, StringComparison.Ordinal);
        Assert.EndsWith("done", printed.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Makes_the_calls_of_its_own_stream_tests(string on)
    {
        var printed = await RunAsync(on, "stream_calls.js", Development.ApiKey);
        Assert.Equal(["client.stream", "stream.create", "stream.delete", "stream.manipulate", "publish", "websocket 20", "reconnecting", "done"], printed.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task<string> RunAsync(string on, string script, params string[] arguments)
    {
        var node = OtherPrograms.Required("node");
        var directory = OtherPrograms.Copy("JsC8");
        try
        {
            await OtherPrograms.InstallAsync(directory.FullName);
            var options = new ServerOptions { DataDirectory = Path.Combine(directory.FullName, "data"), HttpsPort = 0, IsForDevelopment = true, AllowsAnonymousSockets = true };
            await using var target = await targets.StartAsync(on, options);
            var addresses = target.Server.Addresses;
            return await OtherPrograms.RunAsync(
                directory.FullName, addresses.CertificateFile, node, ["-r", "./resolve-api-localhost.js", script, addresses.HttpsUrl!, .. arguments]);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
