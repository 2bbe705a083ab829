using System.Globalization;

namespace GdnStreams.Server.Tests;

/// <summary>A page from elsewhere, in a real browser: CORS, one-time passwords, secure sockets.</summary>
public sealed class ABrowser(Targets targets)
{
    [Theory, MemberData(nameof(Targets.All), MemberType = typeof(Targets))]
    public async Task Publishes_and_subscribes(string on)
    {
        var (node, chromium) = (OtherPrograms.Required("node"), OtherPrograms.Required("chromium", "chromium-browser", "google-chrome", "chrome"));
        var directory = OtherPrograms.Copy("Browser");
        try
        {
            await OtherPrograms.InstallAsync(directory.FullName);
            await using var target = await targets.StartAsync(on, new ServerOptions { HttpsPort = 0, AllowedOrigins = ["null"] });
            var port = new Uri(target.Server.Addresses.HttpsUrl!).Port.ToString(CultureInfo.InvariantCulture);
            var printed = await OtherPrograms.RunAsync(directory.FullName, null, node, "drive.js", chromium, port);
            Assert.Equal(
                ["signed in to demo", "created once, then 409", "received from a browser", "subscriptions left: 0", "done"],
                printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
