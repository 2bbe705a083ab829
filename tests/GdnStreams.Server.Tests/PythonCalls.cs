using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>The calls of GDN's Python SDK, with the libraries that it uses.</summary>
public sealed class PythonCalls
{
    [Fact]
    public async Task Run_as_the_SDK_makes_them()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Python", "stream_calls.py");
        foreach (var python in new[] { OtherPrograms.Find("python3", "python"), "/usr/bin/python3" }.Where(File.Exists))
        {
            if ((await OtherPrograms.TryRunAsync(AppContext.BaseDirectory, null, python!, "-c", "import requests, websocket")).Code == 0)
            {
                await using var server = await StreamServer.StartAsync(new ServerOptions(), TimeProvider.System, CancellationToken.None);
                Assert.Equal("done", (await OtherPrograms.RunAsync(AppContext.BaseDirectory, null, python!, script, server.Url, Development.ApiKey)).Trim());
                return;
            }
        }

        Assert.Skip("There is no Python with requests and websocket (Debian: python3-requests, python3-websocket).");
    }
}
