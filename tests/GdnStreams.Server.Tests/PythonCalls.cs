using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>The calls of GDN's Python SDK, with the libraries that it uses.</summary>
public sealed class PythonCalls(Targets targets)
{
    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Run_as_the_tests_of_the_SDK_make_them(string on)
    {
        var python = await RequiredAsync();
        await using var target = await targets.StartAsync(on, new ServerOptions());
        Assert.Equal("done", (await OtherPrograms.RunAsync(AppContext.BaseDirectory, null, python, Script("stream_calls.py"), target.Server.Url, Development.ApiKey)).Trim());
    }

    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Run_as_the_examples_of_the_documentation_make_them(string on)
    {
        var python = await RequiredAsync();
        var directory = Directory.CreateTempSubdirectory("gdn-python");
        try
        {
            var options = new ServerOptions { DataDirectory = directory.FullName, HttpsPort = 0, IsForDevelopment = true };
            await using var target = await targets.StartAsync(on, options);
            var addresses = target.Server.Addresses;
            var printed = await OtherPrograms.RunAsync(AppContext.BaseDirectory, addresses.CertificateFile, python, Script("quickstart.py"), addresses.HttpsUrl!);
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
