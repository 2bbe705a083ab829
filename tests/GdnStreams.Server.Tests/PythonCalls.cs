using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>The calls of GDN's Python SDK, with the libraries that it uses.</summary>
public sealed class PythonCalls
{
    [Fact]
    public async Task Run_as_the_tests_of_the_SDK_make_them()
    {
        var python = await RequiredAsync();
        await using var server = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
        Assert.Equal("done", (await OtherPrograms.RunAsync(AppContext.BaseDirectory, null, python, Script("stream_calls.py"), server.Url, Development.ApiKey)).Trim());
    }

    [Fact]
    public async Task Run_as_the_examples_of_the_documentation_make_them()
    {
        var python = await RequiredAsync();
        var directory = Directory.CreateTempSubdirectory("gdn-python");
        try
        {
            var options = new ServerOptions { DataDirectory = directory.FullName, HttpsPort = 0, IsForDevelopment = true };
            await using var server = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None);
            var printed = await OtherPrograms.RunAsync(AppContext.BaseDirectory, server.Addresses.CertificateFile, python, Script("quickstart.py"), server.Addresses.HttpsUrl!);
            Assert.Equal("done", printed.Trim());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Python", name);

    private static async Task<string> RequiredAsync()
    {
        foreach (var python in new[] { OtherPrograms.Find("python3", "python"), "/usr/bin/python3" }.Where(File.Exists))
        {
            if ((await OtherPrograms.TryRunAsync(AppContext.BaseDirectory, null, python!, "-c", "import requests, websocket")).Code == 0)
            {
                return python!;
            }
        }

        Assert.Skip("There is no Python with requests and websocket (Debian: python3-requests, python3-websocket).");
        return "";
    }
}
