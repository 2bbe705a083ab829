using System.Text.Json.Nodes;
using GdnStreams.Client;

namespace GdnStreams.Conformance.Administration;

/// <summary>What a fabric's time to live does to messages that nobody acknowledges.</summary>
public sealed class LivingForATime(Servers servers)
{
    /// <summary>A server looks once a minute.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    /// <remarks>The gateway and its Pulsar side by side: both wait for one look of the broker's.</remarks>
    [Theory]
    [InlineData("ours")]
    [InlineData("pulsar", "gateway")]
    public async Task Messages_expire_when_it_is_over_and_younger_ones_stay(params string[] on)
    {
        if (on.Contains("pulsar"))
        {
            Assert.SkipUnless(await LooksOnceAMinuteAsync(servers["pulsar"].Base), "This Pulsar looks for expired messages less than once a minute (messageExpiryCheckIntervalInMinutes).");
        }

        await Task.WhenAll(on.Select(ExpireAsync));
    }

    private async Task ExpireAsync(string on)
    {
        await using var session = await servers[on].ConnectToNewFabricAsync();
        var stream = await session.NewStreamAsync();
        await session.Subscriptions.CreateAsync(stream, "s");
        await session.PublishAsync(stream, "one", "two");
        await session.Policies.SetTtlAsync(TimeSpan.FromSeconds(1));
        await Sessions.UntilAsync(async () => (await session.Streams.GetStatsAsync(stream)).Subscriptions["s"].Backlog == 0, Limit);
        await session.Policies.SetTtlAsync(TimeSpan.FromHours(1));
        await session.PublishAsync(stream, "three");
        Assert.Equal(["three"], await session.BacklogAsync(stream, "s"));
    }

    private static async Task<bool> LooksOnceAMinuteAsync(Uri pulsar)
    {
        using var http = new HttpClient { BaseAddress = pulsar };
        var settings = JsonNode.Parse(await http.GetStringAsync(new Uri("/admin/v2/brokers/configuration/runtime", UriKind.Relative)))!;
        return (string?)settings["messageExpiryCheckIntervalInMinutes"] == "1";
    }
}
