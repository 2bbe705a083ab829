using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests;

public sealed class Surviving : IDisposable
{
    private static readonly StreamName Stream = StreamName.Create("demo", StreamScope.Local);
    private readonly string _directory = Directory.CreateTempSubdirectory("gdn-server-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_kill_loses_no_acknowledged_message()
    {
        const int Count = 1_000;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var server = await ServerProcess.StartAsync("serve", "--dev", "--data", _directory);
        await using (var session = await ConnectAsync(server.Url))
        {
            await session.Streams.CreateAsync(Stream, limit.Token);
            await (await session.SubscribeAsync(Stream, "s", cancellationToken: limit.Token)).DisposeAsync();
            await using var producer = await session.CreateProducerAsync(Stream, cancellationToken: limit.Token);
            for (var i = 0; i < Count; i++)
            {
                await producer.EnqueueAsync(OutgoingMessage.FromText($"{i}"), null, limit.Token);
            }

            await producer.FlushAsync(limit.Token);
            await server.KillAsync();
        }

        await server.DisposeAsync();
        await using var again = await ServerProcess.StartAsync("serve", "--dev", "--data", _directory);
        await using var after = await ConnectAsync(again.Url);
        await using var consumer = await after.SubscribeAsync(Stream, "s", cancellationToken: limit.Token);
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal($"{i}", (await consumer.ReceiveAsync(limit.Token)).Text);
        }
    }

    [Fact]
    public async Task Nothing_of_the_server_outlives_its_parent()
    {
        await using var server = await ServerProcess.StartAsync("serve", "--in-memory", "--exit-with-parent");
        Assert.Equal(0, await server.CloseInputAsync());
    }

    private static Task<GdnSession> ConnectAsync(Uri url) => GdnSession.ConnectAsync(
        new GdnSessionOptions { Url = url, Credential = GdnCredential.Password("root@demo.local", "demo") });
}
