using System.Net;
using System.Text;
using GdnStreams.Protocol;
using GdnStreams.Server.Pushing;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>Which addresses a server calls, and which it does not whatever their names say.</summary>
public sealed class WherePushesMayGo
{
    private static readonly TopicName Orders = new("demo", "c8global._system", "c8globals.orders");

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void What_is_not_public_is_refused(string address) => Assert.False(new PushAddresses([]).Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::1.1.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void What_is_public_is_allowed(string address) => Assert.True(new PushAddresses([]).Allows(IPAddress.Parse(address)));

    [Fact]
    public void A_network_that_the_operator_names_is_allowed_and_nothing_beside_it()
    {
        var addresses = new PushAddresses([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00:1::/32")]);
        Assert.True(addresses.Allows(IPAddress.Parse("10.1.2.3")));
        Assert.True(addresses.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.True(addresses.Allows(IPAddress.Parse("fd00:1::7")));
        Assert.False(addresses.Allows(IPAddress.Parse("10.2.0.1")));
        Assert.False(addresses.Allows(IPAddress.Parse("fd00:2::7")));
        Assert.False(addresses.Allows(IPAddress.Loopback));
        Assert.False(addresses.AllowsLoopback);
    }

    [Theory]
    [InlineData("http://hooks.example.com/", "neither https")]
    [InlineData("ftp://hooks.example.com/", "neither https")]
    [InlineData("file:///etc/passwd", "no address")]
    [InlineData("hooks.example.com", "no address")]
    [InlineData("/relative", "no address")]
    [InlineData("https://user:pl4nted@hooks.example.com/", "user, a password")]
    [InlineData("https://hooks.example.com/#pl4nted", "fragment")]
    [InlineData("https://127.0.0.1/", "not public")]
    [InlineData("https://localhost/", "not public")]
    [InlineData("http://localhost/", "not public")]
    [InlineData("https://0x7f.1/", "not public")]
    [InlineData("https://2130706433/", "not public")]
    [InlineData("https://017700000001/", "not public")]
    [InlineData("https://[::1]/", "not public")]
    [InlineData("https://[::ffff:a9fe:a9fe]/", "not public")]
    [InlineData("https://[fe80::1%25eth0]/", "not public")]
    [InlineData("https://10.1.2.3:8443/x", "not public")]
    public void Addresses_that_are_refused_at_once_are_not_repeated(string url, string says)
    {
        var refusal = Assert.Throws<GdnException>(() => new PushRules(new PushAddresses([])).Make(Orders, "s", new PushBody { Url = url }));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(GdnErrorCode.BadRequest, refusal.Code);
        Assert.DoesNotContain("pl4nted", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_of_more_than_2048_characters_is_refused()
    {
        var rules = new PushRules(new PushAddresses([]));
        Assert.NotNull(rules.Make(Orders, "s", new PushBody { Url = "https://a.example/" + new string('x', 2_030) }));
        Assert.Throws<GdnException>(() => rules.Make(Orders, "s", new PushBody { Url = "https://a.example/" + new string('x', 2_031) }));
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_at_the_second_look_reaches_nothing_private()
    {
        await using var receiver = await Receiver.StartAsync();
        var looks = 0;
        var addresses = new PushAddresses([], (_, _) => Task.FromResult(Interlocked.Increment(ref looks) == 1 ? [] : new[] { IPAddress.Loopback }));
        using var sender = new PushSender(addresses, TimeProvider.System);
        Assert.Equal("The name of the url has no address.", (await SendAsync(sender, $"https://rebinding.example:{receiver.Url.Port}/")).Error);
        Assert.Equal(PushAddresses.Refusal, (await SendAsync(sender, $"https://rebinding.example:{receiver.Url.Port}/")).Error);
        Assert.Equal((2, 0), (looks, receiver.Waiting));
    }

    [Fact]
    public async Task Of_a_name_s_addresses_only_those_are_called_that_are_allowed()
    {
        await using var receiver = await Receiver.StartAsync();
        var addresses = new PushAddresses([IPNetwork.Parse("127.0.0.1/32")], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.2"), IPAddress.Parse("10.9.9.9"), IPAddress.Loopback.MapToIPv6()]));
        using var sender = new PushSender(addresses, TimeProvider.System);
        Assert.Equal(200, (await SendAsync(sender, $"http://localhost:{receiver.Url.Port}/")).Status);
        Assert.Equal("x", (await receiver.NextAsync()).Text);
    }

    [Fact]
    public async Task Plain_http_goes_to_this_machine_only_whatever_localhost_means()
    {
        var addresses = new PushAddresses([IPNetwork.Parse("127.0.0.0/8")], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1")]));
        using var sender = new PushSender(addresses, TimeProvider.System);
        Assert.Equal(PushAddresses.Refusal, (await SendAsync(sender, "http://localhost:9/")).Error);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused()
    {
        await using var receiver = await StreamServer.StartAsync(new ServerOptions { HttpsPort = 0 }, TimeProvider.System, CancellationToken.None);
        using var sender = new PushSender(new PushAddresses([IPNetwork.Parse("127.0.0.0/8")]), TimeProvider.System);
        Assert.StartsWith("TLS failed", (await SendAsync(sender, receiver.Addresses.HttpsUrl!)).Error, StringComparison.Ordinal);
    }

    private static async Task<PushOutcome> SendAsync(PushSender sender, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("x")) };
        return await sender.SendAsync(request, TimeSpan.FromSeconds(30), CancellationToken.None);
    }
}
