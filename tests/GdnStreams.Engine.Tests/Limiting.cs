using GdnStreams.Protocol;
using static GdnStreams.Engine.Tests.EngineFixture;

namespace GdnStreams.Engine.Tests;

/// <summary>A tenant has so many streams and subscriptions, and no more.</summary>
public sealed class Limiting
{
    [Fact]
    public async Task The_streams_of_a_tenant_whoever_makes_them()
    {
        await using var fixture = new EngineFixture(new EngineOptions { MaxStreams = 3 });
        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => TryAsync(() => fixture.Engine.CreateStreamAsync(Named(i), CancellationToken.None))));
        Assert.Equal(3, made.Count(refusal => refusal is null));
        Assert.All(made.OfType<GdnException>(), refusal => IsRefusal(refusal, "--max-streams"));
        IsRefusal(await TryAsync(() => fixture.Engine.EnsureStreamAsync(Named(10), CancellationToken.None)), "--max-streams");

        // Others have their own, and one that exists is told as such.
        await fixture.Engine.CreateStreamAsync(Topic with { Tenant = "other" }, CancellationToken.None);
        var existing = (await fixture.Engine.ListStreamsAsync(Topic.Tenant, Topic.Namespace, CancellationToken.None))[0];
        Assert.Equal(GdnErrorCode.StreamExists, (await TryAsync(() => fixture.Engine.CreateStreamAsync(existing, CancellationToken.None)))!.Code);
        await fixture.Engine.DeleteStreamAsync(existing, force: false, CancellationToken.None);
        await fixture.Engine.CreateStreamAsync(Named(20), CancellationToken.None);
    }

    [Fact]
    public async Task The_subscriptions_of_a_stream()
    {
        await using var fixture = await new EngineFixture(new EngineOptions { MaxStreamSubscriptions = 2 }).WithStreamAsync();
        await using var one = await fixture.SubscribeAsync(Shared("a"));
        await using var reader = await fixture.SubscribeAsync(ConsumerSettings.Reader(MessagePosition.Earliest, 10, null));
        IsRefusal(await TryAsync(() => fixture.SubscribeAsync(Shared("b"))), "--max-stream-subscriptions");
        IsRefusal(await TryAsync(() => CreateAsync(fixture, Topic, "b")), "--max-stream-subscriptions");
        await using var again = await fixture.SubscribeAsync(Shared("a"));
        await reader.DisposeAsync();
        await CreateAsync(fixture, Topic, "b");
    }

    [Fact]
    public async Task The_subscriptions_of_a_tenant_after_deletions_failures_and_restarts()
    {
        await using var fixture = new EngineFixture(new EngineOptions { MaxSubscriptions = 3 });
        for (var i = 0; i < 3; i++)
        {
            await fixture.Engine.CreateStreamAsync(Named(i), CancellationToken.None);
            await CreateAsync(fixture, Named(i), "s");
        }

        await FullAsync();
        await fixture.RestartAsync();
        await FullAsync();
        await fixture.Engine.DeleteSubscriptionAsync(Named(0), "s", force: false, CancellationToken.None);
        await CreateAsync(fixture, Named(1), "again");
        await FullAsync();
        await fixture.Engine.DeleteStreamAsync(Named(1), force: false, CancellationToken.None);
        await CreateAsync(fixture, Named(2), "x");
        await CreateAsync(fixture, Named(2), "y");
        await FullAsync();

        // A subscription that does not outlive its consumer is none of them.
        await using var passing = await fixture.Engine.SubscribeAsync(Named(0), ConsumerSettings.Reader(MessagePosition.Earliest, 10, null), CancellationToken.None);

        async Task FullAsync()
        {
            IsRefusal(await TryAsync(() => CreateAsync(fixture, Named(0), "more")), "--max-subscriptions");
            IsRefusal(await TryAsync(() => fixture.Engine.SubscribeAsync(Named(2), Shared("more"), CancellationToken.None)), "--max-subscriptions");
        }
    }

    private static TopicName Named(int number) => Topic with { Topic = $"c8globals.x{number}" };

    private static Task CreateAsync(EngineFixture fixture, TopicName topic, string name) =>
        fixture.Administration.CreateSubscriptionAsync(topic, name, MessagePosition.Earliest, isExcluded: false, CancellationToken.None);

    private static void IsRefusal(GdnException? refusal, string option)
    {
        Assert.Equal(GdnErrorCode.LimitExceeded, refusal?.Code);
        Assert.Contains(option, refusal!.Message, StringComparison.Ordinal);
    }

    private static async Task<GdnException?> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (GdnException e)
        {
            return e;
        }
    }
}
