using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Console.Tests;

public sealed class Reconnecting(Chromium chromium)
{
    [Fact]
    public async Task A_console_says_that_the_server_is_gone_and_goes_on_when_it_is_back()
    {
        var directory = Directory.CreateTempSubdirectory("gdn-console");
        var server = await ServerProcess.StartAsync("serve", "--data", directory.FullName, "--dev");
        var port = server.Url.Port.ToString(CultureInfo.InvariantCulture);
        try
        {
            await CallAsync(server.Url, "/streams/orders?global=true", "");
            await using var console = await OpenConsole.SignedInAsync(chromium, server.Url.ToString(), "#/streams/_system/c8globals.orders");
            await console.Button("Start").ClickAsync();
            await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
            await CallAsync(server.Url, "/streams/c8globals.orders/publish", "before");
            await Expect(console.Button("before")).ToBeVisibleAsync();
            await server.KillAsync();
            await Expect(console.Page.GetByText("The server cannot be reached. What you see is as it was; the console tries again by itself.")).ToBeVisibleAsync();
            await using var again = await ServerProcess.StartAsync("serve", "--data", directory.FullName, "--dev", "--port", port);
            await Expect(console.Page.GetByText("Listening as a reader")).ToBeVisibleAsync();
            await Expect(console.Page.GetByText("The server cannot be reached.")).ToHaveCountAsync(0);
            await CallAsync(server.Url, "/streams/c8globals.orders/publish", "afterwards");
            await Expect(console.Button("afterwards")).ToBeVisibleAsync();
            await Expect(console.Button("before")).ToHaveCountAsync(1);
            Assert.Empty(console.Noise);
        }
        finally
        {
            await server.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }

    private static async Task CallAsync(Uri server, string path, string body)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("apikey", Development.ApiKey);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await http.PostAsync(new Uri("/_fabric/_system/_api" + path, UriKind.Relative), content);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
