using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;
using GdnStreams.Server.Backends.Pulsar;
using GdnStreams.Server.Fabrics;

namespace GdnStreams.Conformance;

/// <summary>Fabrics of two gateways, whose documents are in a topic of a real Pulsar; the streams are scripted.</summary>
public sealed class SharedFabrics(Servers servers) : IAsyncLifetime
{
    private const string Tenant = "t";
    private readonly RecordedLog _log = new();
    private readonly ScriptedStreams _streams = new();
    private SharedDocuments _documents = null!;
    private SharedDocuments _others = null!;

    public async ValueTask InitializeAsync()
    {
        var options = SharedDocuments.Connecting(new GdnSessionOptions { Url = servers["pulsar"].Base, Dialect = GdnDialect.Pulsar, Fabric = "d" + Guid.NewGuid().ToString("N")[..10] });
        _documents = await SharedDocuments.OpenAsync(await GdnSession.ConnectAsync(options), _log, TimeProvider.System, CancellationToken.None);
        _others = await SharedDocuments.OpenAsync(await GdnSession.ConnectAsync(options), _log, TimeProvider.System, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _documents.DisposeAsync();
        await _others.DisposeAsync();
    }

    [Fact]
    public async Task A_deletion_that_another_completed_leaves_a_new_fabric_of_that_name_alone()
    {
        using var here = await FabricDirectory.OpenAsync(_documents, CancellationToken.None);
        using var there = await FabricDirectory.OpenAsync(_others, CancellationToken.None);
        var first = new FabricStreams(here, _streams);
        var slow = _streams.Elsewhere();
        var second = new FabricStreams(there, slow);
        await first.CreateFabricAsync(new Fabric(Tenant, "f", ""), CancellationToken.None);
        await Sessions.UntilAsync(() => Task.FromResult(there.List(Tenant).Any(fabric => fabric.Name == "f")));
        foreach (var name in new[] { "a", "b" })
        {
            await first.CreateAsync(Tenant, "f", StreamName.Create(name, StreamScope.Global), CancellationToken.None);
        }

        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        slow.Deleting = _ =>
        {
            reached.TrySetResult();
            return release.Task;
        };
        var late = second.DeleteAsync(Tenant, "f");
        await reached.Task;
        await first.DeleteAsync(Tenant, "f");
        await first.CreateFabricAsync(new Fabric(Tenant, "f", ""), CancellationToken.None);
        var kept = StreamName.Create("b", StreamScope.Global);
        await first.CreateAsync(Tenant, "f", kept, CancellationToken.None);
        await Sessions.UntilAsync(() => Task.FromResult(there.List(Tenant).Any(fabric => fabric.Name == "f")));
        release.SetResult();
        await late;
        Assert.True(await _streams.ExistsAsync(TopicName.Of(Tenant, "f", kept), CancellationToken.None));
        Assert.Equal("f", here.Get(Tenant, "f").Name);
        Assert.Equal("f", there.Get(Tenant, "f").Name);
    }

    [Fact]
    public async Task A_deletion_waits_for_streams_that_are_being_made_in_its_fabric_and_in_no_other()
    {
        using var here = await FabricDirectory.OpenAsync(_documents, CancellationToken.None);
        var making = new FabricStreams(here, _streams);
        await making.CreateFabricAsync(new Fabric(Tenant, "f", ""), CancellationToken.None);
        await making.CreateFabricAsync(new Fabric(Tenant, "g", ""), CancellationToken.None);
        var reached = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _streams.Creating = _ =>
        {
            reached.TrySetResult();
            return release.Task;
        };
        var slow = StreamName.Create("slow", StreamScope.Global);
        var creating = making.CreateAsync(Tenant, "f", slow, CancellationToken.None);
        await reached.Task;
        var deleting = making.DeleteAsync(Tenant, "f");
        await making.DeleteAsync(Tenant, "g");
        await Sessions.UntilAsync(() => Task.FromResult(here.Deleting.Any(fabric => fabric.Name == "f")));
        Assert.False(deleting.IsCompleted);
        release.SetResult();
        await creating;
        await deleting;
        Assert.False(await _streams.ExistsAsync(TopicName.Of(Tenant, "f", slow), CancellationToken.None));
        await Sessions.FailsAsync(GdnErrorCode.FabricNotFound, () => Task.FromResult(here.Get(Tenant, "f")));
    }

    [Fact]
    public async Task A_deletion_that_fails_at_the_start_is_told_and_tried_again()
    {
        using var here = await FabricDirectory.OpenAsync(_documents, CancellationToken.None);
        await new FabricStreams(here, _streams).CreateFabricAsync(new Fabric(Tenant, "f", ""), CancellationToken.None);
        await here.BeginDeletingAsync(Tenant, "f", CancellationToken.None);
        var failures = 1;
        _streams.DeletingFabric = () => failures-- > 0 ? throw new GdnException(GdnErrorCode.BadRequest, "There are still more than one replication clusters configured.") : Task.CompletedTask;
        await new FabricStreams(here, _streams).ResumeAsync(_log, TimeProvider.System, CancellationToken.None);
        Assert.Empty(here.Deleting);
        Assert.Contains(_log.Lines, line => line.Contains("deletion of the fabric t/f failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_creation_that_failed_half_way_succeeds_when_it_is_repeated()
    {
        using var here = await FabricDirectory.OpenAsync(_documents, CancellationToken.None);
        var making = new FabricStreams(here, _streams);
        _streams.CreatingFabric = () => throw new GdnException(GdnErrorCode.Unavailable, "Not now.");
        await Sessions.FailsAsync(GdnErrorCode.Unavailable, () => making.CreateFabricAsync(new Fabric(Tenant, "f", ""), CancellationToken.None));
        _streams.CreatingFabric = () => Task.CompletedTask;
        await making.CreateFabricAsync(new Fabric(Tenant, "f", ""), CancellationToken.None);
        Assert.Equal("f", here.Get(Tenant, "f").Name);
    }
}
