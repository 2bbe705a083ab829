using GdnStreams.Client;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Tests;

/// <summary>A deleted fabric takes its streams with it, whoever leaves, comes or asks again meanwhile.</summary>
public sealed class DeletingFabrics(Rest rest) : IClassFixture<Rest>
{
    [Fact]
    public async Task Goes_on_when_the_client_leaves_and_leaves_nothing_to_the_next_of_that_name()
    {
        await FillAsync("left", 60);
        using (var http = new HttpClient { BaseAddress = new Uri(rest.Server.Url) })
        {
            http.DefaultRequestHeaders.Authorization = new("bearer", rest.Token);
            using var leaving = new CancellationTokenSource();
            var deletion = http.DeleteAsync(new Uri("/_fabric/_system/_api/database/left", UriKind.Relative), leaving.Token);

            // The server has begun; how far it is does not matter.
            await UntilAsync(async () => (await rest.CallAsync("GET /_fabric/left/_api/database/current")).Status == 404 || deletion.IsCompleted);
            await leaving.CancelAsync();
            try
            {
                await deletion;
            }
            catch (OperationCanceledException)
            {
                // That is how it leaves.
            }
        }

        await UntilAsync(async () => (await rest.CallAsync("POST /_fabric/_system/_api/database", """{"name":"left"}""")).Status == 201);
        Assert.Empty((await rest.CallAsync("GET /_fabric/left/_api/streams")).Body!["result"]!.AsArray());
    }

    [Fact]
    public async Task Is_one_deletion_however_often_it_is_asked_for_and_misses_no_stream_that_is_created_meanwhile()
    {
        await FillAsync("raced", 20);
        await using var session = await GdnSession.ConnectAsync(
            new GdnSessionOptions { Url = new Uri(rest.Server.Url), Fabric = "raced", Credential = GdnCredential.ApiKey(Development.ApiKey) });
        var stop = false;
        var creating = Task.WhenAll(Enumerable.Range(0, 3).Select(async worker =>
        {
            for (var i = 0; !Volatile.Read(ref stop); i++)
            {
                Assert.True((await rest.CallAsync($"POST /_fabric/raced/_api/streams/w{worker}x{i}?global=true")).Status is 202 or 404);
                try
                {
                    await (await session.CreateProducerAsync(StreamName.Create($"p{worker}x{i}", StreamScope.Global))).DisposeAsync();
                }
                catch (GdnException e) when (e.Code is GdnErrorCode.FabricNotFound or GdnErrorCode.StreamNotFound or GdnErrorCode.ConnectionLost or GdnErrorCode.ConnectionFailed or GdnErrorCode.Forbidden)
                {
                    // The fabric is gone.
                }
            }
        }));
        var deletions = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => rest.CallAsync("DELETE /_fabric/_system/_api/database/raced")));
        Volatile.Write(ref stop, true);
        await creating;
        Assert.Contains(deletions, answer => answer.Status == 200);
        Assert.All(deletions, answer => Assert.True(answer.Status is 200 or 404));
        Assert.Equal(201, (await rest.CallAsync("POST /_fabric/_system/_api/database", """{"name":"raced"}""")).Status);
        Assert.Empty((await rest.CallAsync("GET /_fabric/raced/_api/streams")).Body!["result"]!.AsArray());
    }

    [Fact]
    public async Task Ends_after_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("gdn-fabrics");
        try
        {
            var options = new ServerOptions { DataDirectory = directory.FullName, IsForDevelopment = true };
            await using (var server = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None))
            {
                await using var session = await SessionAsync(server, "_system");
                await session.Fabrics.CreateAsync("half");
                await using var inside = await SessionAsync(server, "half");
                await inside.Streams.CreateAsync(StreamName.Create("s", StreamScope.Global));
                await server.Fabrics.BeginDeletingAsync("demo", "half", CancellationToken.None); // And here it is killed.
            }

            await using (var server = await StreamServer.StartAsync(options, TimeProvider.System, CancellationToken.None))
            {
                await using var session = await SessionAsync(server, "_system");
                Assert.DoesNotContain("half", await session.Fabrics.ListNamesAsync());
                await session.Fabrics.CreateAsync("half");
                await using var inside = await SessionAsync(server, "half");
                Assert.Empty(await inside.Streams.ListAsync());
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static Task<GdnSession> SessionAsync(StreamServer server, string fabric) => GdnSession.ConnectAsync(
        new GdnSessionOptions { Url = new Uri(server.Url), Fabric = fabric, Credential = GdnCredential.ApiKey(Development.ApiKey) });

    private async Task FillAsync(string fabric, int streams)
    {
        await rest.CallAsync("POST /_fabric/_system/_api/database", $$"""{"name":"{{fabric}}"}""");
        await Task.WhenAll(Enumerable.Range(0, streams).Select(i => rest.CallAsync($"POST /_fabric/{fabric}/_api/streams/s{i}?global=true")));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
