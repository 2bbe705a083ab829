using GdnStreams.Client;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Conformance.Killing;

/// <summary><c>kill -9</c> of a Pulsar and of a gateway to it, under load on both ways to it.</summary>
public sealed class KillingBrokerAndGateway
{
    private const int Messages = 500;

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
        var first = await RealPulsar.StartAsync("--data", data, "--set", "brokerDeduplicationEnabled=true");
        await using (first)
        {
            var url = first.Url;
            var gateway = await GatewayProcess.StartAsync(url, port: 0);
            await using var direct = await LoadedPath.StartAsync("direct", new GdnSessionOptions { Url = url, Dialect = GdnDialect.Pulsar, Fabric = "_system" });
            await using var through = await LoadedPath.StartAsync("through", new GdnSessionOptions { Url = gateway.Url, Credential = GdnCredential.ApiKey(Development.ApiKey) });
            await ProceedAsync(direct, through);

            await gateway.KillAsync();
            await direct.ProceedAsync(Messages); // Nobody who does not go through it notices.
            await using var again = await GatewayProcess.StartAsync(url, gateway.Url.Port);
            await ProceedAsync(direct, through);

            await first.KillAsync();
            await using var second = await RealPulsar.StartAsync(
                "--data", data, "--set", "brokerDeduplicationEnabled=true", "--http-port", url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(url, second.Url);
            await ProceedAsync(direct, through);

            var problems = (await Task.WhenAll(direct.FinishAsync(), through.FinishAsync())).SelectMany(found => found).ToArray();
            TestContext.Current.TestOutputHelper?.WriteLine($"{direct}; {through}");
            Assert.True(problems.Length == 0, string.Join(Environment.NewLine, problems));
        }
    }

    private static Task ProceedAsync(params LoadedPath[] paths) => Task.WhenAll(paths.Select(path => path.ProceedAsync(Messages)));
}
