using GdnStreams.Client;
using GdnStreams.Conformance;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.Operations;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PulsarCluster = GdnStreams.Server.Backends.Pulsar.PulsarCluster;

namespace GdnStreams.Server.Tests;

/// <summary>What a gateway does with the answers of a Pulsar that a test writes itself.</summary>
public sealed class AskingAPulsar
{
    private const string NotEmpty = """{"reason":"Cannot delete non empty namespace"}""";

    [Theory]
    [InlineData(2, null)]
    [InlineData(int.MaxValue, GdnErrorCode.ActiveConsumers)]
    public async Task A_namespace_in_which_a_topic_was_made_meanwhile_is_deleted_again_for_a_while(int refusals, GdnErrorCode? failure)
    {
        var left = refusals;
        await using var pulsar = await ScriptedAdmin.StartAsync(request =>
            IsDeletion(request) && Interlocked.Decrement(ref left) >= 0 ? (409, NotEmpty)
            : request == "GET /admin/v2/brokers/version" ? (200, "4.0.8")
            : request.StartsWith("GET ", StringComparison.Ordinal) ? (200, "[]")
            : (204, ""));
        await using var cluster = new PulsarCluster(new PulsarOptions { Url = pulsar.Url }, NullLogger.Instance, TimeProvider.System);
        var deleting = new PulsarStreams(cluster).DeleteFabricAsync("t", "f", CancellationToken.None);
        Assert.Equal(failure, (await Record.ExceptionAsync(() => deleting) as GdnException)?.Code);
        Assert.Equal(failure is null ? refusals + 2 : 10, pulsar.Asked.Count(IsDeletion));
    }

    [Fact]
    public async Task A_session_that_nobody_uses_is_closed_when_another_is_opened()
    {
        await using var pulsar = await ScriptedAdmin.StartAsync(_ => (200, "4.0.8"));
        var time = new FakeTimeProvider();
        await using var cluster = new PulsarCluster(new PulsarOptions { Url = pulsar.Url }, NullLogger.Instance, time);
        var (gone, used) = (await SessionAsync("gone"), await SessionAsync("used"));
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Same(used, await SessionAsync("used"));
        time.Advance(TimeSpan.FromMinutes(2));
        await SessionAsync("new");
        Assert.Same(used, await SessionAsync("used"));
        Assert.NotNull(await used.GetServerVersionAsync());
        Assert.Equal(GdnErrorCode.Closed, (await Assert.ThrowsAsync<GdnException>(() => gone.GetServerVersionAsync())).Code);
        Assert.NotSame(gone, await SessionAsync("gone"));

        Task<GdnSession> SessionAsync(string fabric) => cluster.AskAsync("t", fabric, Task.FromResult);
    }

    [Fact]
    public void Sockets_that_break_are_counted_in_one_line_each_ten_seconds()
    {
        var (log, time) = (new RecordedLog(), new FakeTimeProvider());
        var broken = new BrokenSockets(log, time);
        broken.Add("first");
        broken.Add("second");
        time.Advance(TimeSpan.FromSeconds(9));
        broken.Add("third");
        time.Advance(TimeSpan.FromSeconds(1));
        broken.Add("fourth");
        Assert.Equal(
            ["1 sockets to the Pulsar broke since the last such line; the latest with: first", "3 sockets to the Pulsar broke since the last such line; the latest with: fourth"],
            log.Lines);
    }

    private static bool IsDeletion(string request) => request.StartsWith("DELETE /admin/v2/namespaces/", StringComparison.Ordinal);
}
