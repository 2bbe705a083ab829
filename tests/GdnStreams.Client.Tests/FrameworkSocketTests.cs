#if NETFRAMEWORK
using System.Net;
using GdnStreams.Protocol;

namespace GdnStreams.Client.Tests;

/// <summary>.NET has no service points: these run in the .NET Framework build alone.</summary>
public sealed class FrameworkSocketTests
{
    [Theory]
    [InlineData("http://a.test:8080/path", "http://a.test:8080/")]
    [InlineData("ws://b.test/path", "http://b.test/")]
    [InlineData("wss://c.test/path", "https://c.test/")]
    [InlineData("wss://[::1]:9443/path", "https://[::1]:9443/")]
    public void An_address_keeps_its_idle_connections_and_has_as_many_as_it_needs(string address, string origin)
    {
        var prepared = FrameworkSockets.Prepare(new Uri(address));
        var used = ServicePointManager.FindServicePoint(new Uri(origin));
        Assert.Same(prepared, used);
        Assert.Equal((Timeout.Infinite, int.MaxValue, false, false), (used.MaxIdleTime, used.ConnectionLimit, used.UseNagleAlgorithm, used.Expect100Continue));
    }

    [Fact]
    public void Other_addresses_and_the_defaults_stay_as_they_were()
    {
        var (idle, limit) = (ServicePointManager.MaxServicePointIdleTime, ServicePointManager.DefaultConnectionLimit);
        _ = FrameworkSockets.Prepare(new Uri("wss://d.test/"));
        Assert.Equal((idle, limit), (ServicePointManager.MaxServicePointIdleTime, ServicePointManager.DefaultConnectionLimit));
        var other = ServicePointManager.FindServicePoint(new Uri("https://d.test:444/"));
        Assert.Equal((idle, limit), (other.MaxIdleTime, other.ConnectionLimit));
    }

    [Fact]
    public async Task A_socket_is_opened_at_a_prepared_address()
    {
        await using var server = new ScriptedServer(ScriptedServer.Accept(ScriptedServer.ReadAsync));
        await using var session = await server.ConnectAsync();
        var servicePoint = ServicePointManager.FindServicePoint(server.Url);
        Assert.Equal(Timeout.Infinite, servicePoint.MaxIdleTime);
        servicePoint.MaxIdleTime = 1000;
        await using var reader = await session.CreateReaderAsync(StreamName.Create("t", StreamScope.Global));
        Assert.Equal(Timeout.Infinite, servicePoint.MaxIdleTime);
    }
}
#endif
