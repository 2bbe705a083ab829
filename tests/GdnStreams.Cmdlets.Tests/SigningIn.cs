namespace GdnStreams.Cmdlets.Tests;

public sealed class SigningIn(Engine engine) : IClassFixture<Engine>
{
    [Fact]
    public async Task A_key_that_may_not_read_the_fabric_signs_in_all_the_same()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            var request = await reader.ReadLineAsync();
            await client.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return request;
        });
        Assert.Equal("demo", engine.Run("$s = Connect-Gdn $args[0] -ApiKey demo.ci.x; $s.Tenant; Disconnect-Gdn $s", $"http://{listener.LocalEndpoint}").Only<string>());
        Assert.Equal("GET /_fabric/_system/_api/database/current HTTP/1.1", await answering);
    }
}
