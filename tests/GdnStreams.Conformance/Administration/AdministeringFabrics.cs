using System.Text.Json;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Administration;

public sealed class AdministeringFabrics(Servers servers)
{
    private static readonly JsonElement Blue = JsonSerializer.SerializeToElement("blue");
    private static readonly JsonElement Red = JsonSerializer.SerializeToElement("red");

    [Theory, OnBoth]
    public async Task A_fabric_is_created_once_listed_and_deleted_with_its_streams(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        var name = "f" + Guid.NewGuid().ToString("N")[..10];
        await Sessions.FailsAsync(GdnErrorCode.FabricNotFound, () => session.Fabrics.GetAsync(name));
        await session.Fabrics.CreateAsync(name);
        await Sessions.FailsAsync(GdnErrorCode.FabricExists, () => session.Fabrics.CreateAsync(name));
        Assert.Contains(name, await session.Fabrics.ListNamesAsync());
        var listed = Assert.Single(await session.Fabrics.ListAsync(), fabric => fabric.Name == name);
        var details = await session.Fabrics.GetAsync(name);
        Assert.Equal((name, false, session.Tenant), (details.Name, details.IsSystem, details.Tenant));
        Assert.Equal(listed.Regions, details.Regions);
        Assert.Equal([(await session.Regions.GetLocalAsync()).Name], details.Regions);

        await using (var inside = await servers[on].ConnectAsync(name))
        {
            var stream = await inside.NewStreamAsync();
            await inside.NewStreamAsync(StreamScope.Local);
            await inside.SubscribeAsync(stream, "s");
            await session.Fabrics.DeleteAsync(name);
        }

        await Sessions.FailsAsync(GdnErrorCode.FabricNotFound, () => session.Fabrics.DeleteAsync(name));
        await Sessions.FailsAsync(GdnErrorCode.FabricNotFound, () => session.Fabrics.GetAsync(name));
        Assert.DoesNotContain(name, await session.Fabrics.ListNamesAsync());
        await using var gone = await servers[on].ConnectAsync(name);
        await Sessions.FailsAsync(GdnErrorCode.FabricNotFound, () => gone.Streams.ListAsync());
    }

    [Theory, OnBoth]
    public async Task A_fabric_of_a_bad_name_is_refused(string on)
    {
        await using var session = await servers[on].ConnectAsync();
        await Sessions.FailsAsync(GdnErrorCode.InvalidName, () => session.Fabrics.CreateAsync("no spaces"));
    }

    [Theory, OnBoth]
    public async Task Free_data_of_a_fabric_is_replaced_or_added_to(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        Assert.Empty(await session.Fabrics.GetMetadataAsync());
        await session.Fabrics.SetMetadataAsync(new Dictionary<string, JsonElement> { ["sky"] = Blue, ["sea"] = Blue });
        await session.Fabrics.AddMetadataAsync(new Dictionary<string, JsonElement> { ["sky"] = Red });
        Assert.Equal(["sea=blue", "sky=red"], await MetadataAsync(session));
        await session.Fabrics.SetMetadataAsync(new Dictionary<string, JsonElement> { ["rose"] = Red });
        Assert.Equal(["rose=red"], await MetadataAsync(session));
        Assert.Single(await session.Fabrics.GetMetadataAsync(session.Fabric));
        await Sessions.FailsAsync(GdnErrorCode.FabricNotFound, () => session.Fabrics.GetMetadataAsync("nowhere"));
    }

    [Theory, OnBoth]
    public async Task A_fabrics_time_to_live_is_set_for_one_scope_or_both(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        Assert.Equal(TimeSpan.Zero, await session.Policies.GetTtlAsync());
        await session.Policies.SetTtlAsync(TimeSpan.FromHours(1));
        await session.Policies.SetTtlAsync(TimeSpan.FromHours(2), StreamScope.Local);
        Assert.Equal(TimeSpan.FromHours(1), await session.Policies.GetTtlAsync());
        Assert.Equal(TimeSpan.FromHours(2), await session.Policies.GetTtlAsync(StreamScope.Local));
        await session.Policies.SetTtlAsync(TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, await session.Policies.GetTtlAsync(StreamScope.Local));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => session.Policies.SetTtlAsync(TimeSpan.FromSeconds(-1)));
    }

    [Theory, OnBoth]
    public async Task Retention_is_a_fabrics_or_a_streams_own(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        var stream = await session.NewStreamAsync();
        var (none, some) = (new RetentionPolicy(), new RetentionPolicy { TimeInMinutes = 60, SizeInMegabytes = -1, MessageTtlInSeconds = 7200 });
        Assert.Equal(none, await session.Policies.GetFabricRetentionAsync());
        await session.Policies.SetFabricRetentionAsync(some);
        Assert.Equal(some, await session.Policies.GetFabricRetentionAsync());
        Assert.Equal(some, await session.Policies.GetFabricRetentionAsync(StreamScope.Local));
        await session.Policies.SetFabricRetentionAsync(none, StreamScope.Local);
        Assert.Equal(none, await session.Policies.GetFabricRetentionAsync(StreamScope.Local));
        Assert.Equal(some, await session.Policies.GetFabricRetentionAsync());

        Assert.Equal(none, await session.Policies.GetRetentionAsync(stream));
        var own = some with { TimeInMinutes = 30, MessageTtlInSeconds = null };
        await session.Policies.SetRetentionAsync(stream, own);
        await Sessions.UntilAsync(async () => await session.Policies.GetRetentionAsync(stream) == own);
        await session.Policies.SetRetentionAsync(stream, none);
        await Sessions.UntilAsync(async () => await session.Policies.GetRetentionAsync(stream) == none);
        await Sessions.FailsAsync(GdnErrorCode.BadRequest, () => session.Policies.SetFabricRetentionAsync(new RetentionPolicy { TimeInMinutes = -2, SizeInMegabytes = 1 }));
    }

    private static async Task<IEnumerable<string>> MetadataAsync(GdnSession session) =>
        (await session.Fabrics.GetMetadataAsync()).Select(pair => $"{pair.Key}={pair.Value.GetString()}").Order(StringComparer.Ordinal);
}
