namespace GdnStreams.Server.Tests;

/// <summary>jsC8 from npm, unmodified. It takes only HTTPS, and a host with <c>api-</c> before it.</summary>
public sealed class OfficialJavaScript
{
    [Fact]
    public async Task Runs_the_quickstart()
    {
        var node = OtherPrograms.Required("node");
        var directory = OtherPrograms.Copy("JsC8");
        try
        {
            await OtherPrograms.InstallAsync(directory.FullName);
            var options = new ServerOptions { DataDirectory = Path.Combine(directory.FullName, "data"), HttpsPort = 0 };
            await using var server = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
            var printed = await OtherPrograms.RunAsync(
                directory.FullName, server.Addresses.CertificateFile, node, "-r", "./resolve-api-localhost.js", "quickstart.js", server.Addresses.HttpsUrl!);
            Assert.Contains("received [ 'Hello World', 'over HTTP' ]", printed, StringComparison.Ordinal);
            Assert.Contains("backlog 0", printed, StringComparison.Ordinal);
            Assert.EndsWith("done", printed.TrimEnd(), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
