using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Tests.Pushing;

/// <summary>Pushes as the client library knows them.</summary>
public sealed class ThroughTheClient
{
    [Fact]
    public async Task A_push_is_made_changed_tried_and_ended()
    {
        await using var bench = await PushBench.StartAsync();
        var pushes = bench.Session.Pushes;
        Assert.Empty(await pushes.ListAsync());
        var made = await pushes.CreateAsync(PushBench.Orders, "hook", new PushOptions
        {
            Url = new Uri(bench.Receiver.Url, "in?code=abc"),
            Secret = "a secret of some length",
            MaxAttempts = 4,
            DeadLetterStream = StreamName.Create("graves", StreamScope.Local),
            RatePerSecond = 100,
            Timeout = TimeSpan.FromSeconds(4.2),
            IsActive = false,
        });
        Assert.Equal((PushBench.Orders, "hook", $"{bench.Receiver.Url}in?..."), (made.Stream, made.Subscription, made.Url));
        Assert.Equal((true, 4, "c8locals.graves", (double?)100, TimeSpan.FromSeconds(5), false), (made.IsSigned, made.MaxAttempts, made.DeadLetterStream.Topic, made.RatePerSecond, made.Timeout, made.IsActive));
        Assert.Equal((PushState.Paused, 0L, 0L, 0L, 0L), (made.State, made.Backlog, made.Delivered, made.Failed, made.DeadLettered));

        var test = await pushes.TestAsync(PushBench.Orders, "hook");
        Assert.Equal((true, 200), (test.IsAccepted, test.Status));
        Assert.Null(test.Error);
        Assert.Equal("/in?code=abc", (await bench.Receiver.NextAsync()).Target);

        var changed = await pushes.UpdateAsync(PushBench.Orders, "hook", new PushOptions { RatePerSecond = 0, Secret = "", IsActive = true });
        Assert.Equal((false, 4, true), (changed.IsSigned, changed.MaxAttempts, changed.IsActive));
        Assert.Null(changed.RatePerSecond);
        await bench.PublishAsync("1");
        await bench.Receiver.NextAsync();
        await bench.UntilAsync(push => (int)push["delivered"]! == 1);
        var shown = Assert.Single(await pushes.ListAsync());
        Assert.Equal((PushState.Delivering, 1L), (shown.State, shown.Delivered));
        Assert.NotNull((await pushes.GetAsync(PushBench.Orders, "hook")).LastDelivery);

        await pushes.DeleteAsync(PushBench.Orders, "hook");
        Assert.Equal(GdnErrorCode.PushNotFound, (await Assert.ThrowsAsync<GdnException>(() => pushes.GetAsync(PushBench.Orders, "hook"))).Code);
    }

    [Fact]
    public async Task Refusals_have_their_codes_and_options_show_no_secret()
    {
        await using var bench = await PushBench.WithPushAsync();
        var pushes = bench.Session.Pushes;
        var options = new PushOptions { Url = new Uri("https://hooks.example.com/?code=pl4nted"), Secret = "pl4nted-pl4nted-pl4nted" };
        Assert.DoesNotContain("pl4nted", $"{options}", StringComparison.Ordinal);
        Assert.Equal(GdnErrorCode.PushExists, await CodeAsync(() => pushes.CreateAsync(PushBench.Orders, "hook", options)));
        Assert.Equal(GdnErrorCode.SubscriptionNotFound, await CodeAsync(() => pushes.CreateAsync(PushBench.Orders, "nobody", options)));
        Assert.Equal(GdnErrorCode.StreamNotFound, await CodeAsync(() => pushes.CreateAsync(StreamName.Create("nowhere", StreamScope.Global), "s", options)));
        Assert.Equal(GdnErrorCode.BadRequest, await CodeAsync(() => pushes.UpdateAsync(PushBench.Orders, "hook", new PushOptions { Url = new Uri("https://10.0.0.1") })));
        Assert.Equal(GdnErrorCode.PushNotFound, await CodeAsync(() => pushes.TestAsync(PushBench.Orders, "nobody")));
    }

    private static async Task<GdnErrorCode> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<GdnException>(call)).Code;
}
