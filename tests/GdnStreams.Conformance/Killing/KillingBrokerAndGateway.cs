using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Conformance.Killing;

/// <summary><c>kill -9</c> of a Pulsar and of a gateway to it, under load on both ways to it: once each in CI, ten times with <c>GDN_TORTURE=long</c>.</summary>
public sealed class KillingBrokerAndGateway
{
    private const int MostMessages = 600;
    private static readonly int Rounds = Environment.GetEnvironmentVariable("GDN_TORTURE") == "long" ? 10 : 1;

    [Fact]
    public async Task Loses_nothing_that_was_acknowledged_and_doubles_nothing()
    {
        var data = Directory.CreateTempSubdirectory("gdn-killed-");
        try
        {
            await RunAsync(data.FullName);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string data)
    {
        var pulsar = await RealPulsar.StartAsync("--data", data, "--set", "brokerDeduplicationEnabled=true");
        var url = pulsar.Url;
        var gateway = await GatewayProcess.StartAsync(url, port: 0);
        try
        {
            await using var direct = await LoadedPath.StartAsync("direct", new GdnSessionOptions { Url = url, Dialect = GdnDialect.Pulsar, Fabric = "_system" });
            await using var through = await LoadedPath.StartAsync("through", new GdnSessionOptions { Url = gateway.Url, Credential = GdnCredential.ApiKey(Development.ApiKey) });
            await ProceedAsync(direct, through);
            for (var round = 0; round < Rounds; round++)
            {
                await gateway.KillAsync();
                await direct.ProceedAsync(MostMessages); // Nobody who does not go through it notices.
                gateway = await GatewayProcess.StartAsync(url, gateway.Url.Port);
                await ProceedAsync(direct, through);

                await pulsar.KillAsync();
                direct.BrokerKilled();
                through.BrokerKilled();
                pulsar = await RealPulsar.StartAsync("--data", data, "--set", "brokerDeduplicationEnabled=true", "--http-port", url.Port.ToString(CultureInfo.InvariantCulture));
                Assert.Equal(url, pulsar.Url);
                await ProceedAsync(direct, through);
            }

            var problems = (await Task.WhenAll(direct.FinishAsync(), through.FinishAsync())).SelectMany(found => found).ToArray();
            TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds} rounds; {direct}; {through}");
            Assert.True(problems.Length == 0, string.Join(Environment.NewLine, problems));
        }
        finally
        {
            await gateway.DisposeAsync();
            await pulsar.DisposeAsync();
        }
    }

    /// <summary>On each way a number of messages of its own, so that what ends comes at any point.</summary>
    private static Task ProceedAsync(params LoadedPath[] paths) => Task.WhenAll(paths.Select(path => path.ProceedAsync(Random.Shared.Next(100, MostMessages))));
}
