namespace GdnStreams.Cmdlets.Tests;

public sealed class Sessions(Engine engine) : IClassFixture<Engine>
{
    private const string Credential = "([pscredential]::new('root@demo.local', [Net.NetworkCredential]::new('', 'demo').SecurePassword))";

    [Fact]
    public void The_last_connected_session_is_the_current_one_and_belongs_to_its_runspace()
    {
        var first = engine.Run("Get-GdnSession").Succeeded().Output[0];
        var second = engine.Run($"Connect-Gdn $args[0] {Credential}", engine.Url).Succeeded().Output[0];
        Assert.Same(second.BaseObject, engine.Run("Get-GdnSession").Succeeded().Output[0].BaseObject);
        Assert.Equal(2, engine.Run("Get-GdnSession -All").Succeeded().Output.Count);
        using (var other = Engine.Open())
        {
            using var shell = System.Management.Automation.PowerShell.Create(other);
            Assert.Empty(Outcome.Of(shell.AddScript("Get-GdnSession -All; Get-GdnServer")).Succeeded().Output);
        }

        engine.Run("Disconnect-Gdn").Succeeded();
        Assert.Same(first.BaseObject, engine.Run("Get-GdnSession").Succeeded().Output[0].BaseObject);
    }

    [Fact]
    public void A_token_signs_in()
    {
        using var http = new HttpClient { BaseAddress = new Uri(engine.Url) };
        var token = engine.Run(
            """
            $body = [Net.Http.StringContent]::new('{"email":"root@demo.local","password":"demo"}')
            $reply = $args[0].PostAsync('_open/auth', $body).Result.Content.ReadAsStringAsync().Result
            [regex]::Match($reply, '"jwt":"([^"]+)"').Groups[1].Value
            """,
            http).Only<string>();
        Assert.Equal("demo", engine.Run("$s = Connect-Gdn $args[0] -Token $args[1]; $s.Tenant; Disconnect-Gdn $s", engine.Url, token).Only<string>());
    }

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

    [Fact]
    public void The_fabric_is_shown_and_unknown_ones_are_errors()
    {
        Assert.Equal("_system demo", engine.Run("Get-GdnFabric | ForEach-Object { \"$($_.Name) $($_.Tenant)\" }").Only<string>());
        engine.Run("Get-GdnFabric nowhere").Failed("GdnFabricNotFound", System.Management.Automation.ErrorCategory.ObjectNotFound);
    }

    [Fact]
    public void Without_a_session_every_cmdlet_says_what_to_do()
    {
        using var runspace = Engine.Open();
        foreach (var script in new[] { "Get-GdnStream", "New-GdnStream x", "Remove-GdnStream x -Confirm:$false", "'x' | Send-GdnMessage x", "Receive-GdnMessage x s", "Get-GdnSubscription x", "Get-GdnFabric" })
        {
            using var shell = System.Management.Automation.PowerShell.Create(runspace);
            var error = Outcome.Of(shell.AddScript(script)).Failed("GdnClosed", System.Management.Automation.ErrorCategory.InvalidOperation);
            Assert.Contains("Connect-Gdn", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_closed_session_is_refused_and_no_secret_is_shown()
    {
        var session = engine.Run($"Connect-Gdn $args[0] {Credential}", engine.Url).Succeeded().Output[0];
        engine.Run("Disconnect-Gdn $args[0]; Disconnect-Gdn $args[0]", session).Succeeded();
        engine.Run("Get-GdnStream -Session $args[0]", session).Failed("GdnClosed", System.Management.Automation.ErrorCategory.InvalidOperation);
        Assert.DoesNotContain("demo.local", session.ToString(), StringComparison.Ordinal);
    }
}
