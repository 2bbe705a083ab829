using GdnStreams.Client;
using GdnStreams.Conformance.Administration;
using GdnStreams.Protocol;

namespace GdnStreams.Conformance.Credentials;

/// <summary>Who is let in and may do little: a role of a Pulsar's, and a key of a gateway's.</summary>
[Collection(StrictServers.Name)]
public sealed class HavingFewRights(StrictServers servers)
{
    [Fact]
    public async Task A_role_of_a_Pulsar_that_may_publish_may_do_nothing_else()
    {
        var role = NewName("r");
        await using var all = await ConnectAsync(servers.Token, "default");
        var stream = await all.NewStreamAsync();
        await all.Subscriptions.CreateAsync(stream, "s");
        await servers.GrantAsync(role, "default", "produce");
        await using var session = await ConnectAsync(servers.TokenOf(role), "default");
        await session.PublishAsync(stream, "one");
        Assert.Equal(["one"], await all.BacklogAsync(stream, "s"));
        Assert.Equal(1, (await session.Streams.GetStatsAsync(stream)).MessagesIn);
        await RefusesAsync(
            () => session.SubscribeAsync(stream, "s"),
            () => session.CreateReaderAsync(stream),
            () => session.Subscriptions.CreateAsync(stream, "other"),
            () => session.Subscriptions.DeleteAsync(stream, "s"),
            () => session.Subscriptions.SkipAllAsync(stream, "s"),
            () => session.Subscriptions.PeekAsync(stream, "s"),
            () => session.Streams.CreateAsync(Sessions.NewName()),
            () => session.Streams.DeleteAsync(stream),
            () => session.Streams.TerminateAsync(stream),
            () => session.Streams.CompactAsync(stream),
            () => session.Policies.SetTtlAsync(TimeSpan.FromHours(1)),
            () => session.Fabrics.CreateAsync(NewName("n")),
            () => session.Tenants.CreateAsync(NewName("t")));
    }

    [Fact]
    public async Task A_role_of_a_Pulsar_without_any_right_is_let_in_and_refused_wherever_it_goes()
    {
        await using var all = await ConnectAsync(servers.Token, "default");
        var stream = await all.NewStreamAsync();
        await all.Subscriptions.CreateAsync(stream, "s");
        await using var session = await ConnectAsync(servers.TokenOf(NewName("r")), "default");
        await RefusesAsync(
            () => session.CreateProducerAsync(stream),
            () => session.SubscribeAsync(stream, "s"),
            () => session.CreateReaderAsync(stream),
            () => session.Streams.ListAsync(),
            () => session.Streams.ExistsAsync(stream),
            () => session.Streams.GetStatsAsync(stream),
            () => session.Streams.GetBacklogAsync(stream),
            () => session.Streams.PublishAsync(stream, new byte[] { 1 }),
            () => session.Subscriptions.ListAsync(stream),
            () => session.Policies.GetRetentionAsync(stream),
            () => session.Fabrics.ListNamesAsync());
    }

    [Fact]
    public async Task A_key_of_a_gateway_does_what_its_grants_say()
    {
        await using var all = await servers["gateway"].ConnectAsync();
        var (readable, hidden) = (await all.NewStreamAsync(), await all.NewStreamAsync());
        await all.Subscriptions.CreateAsync(readable, "s");
        await all.PublishAsync(readable, "one");
        var key = await all.ApiKeys.CreateAsync(NewName("k"));
        await all.ApiKeys.Permissions.SetAsync(key.Id, all.Fabric, readable, Permission.ReadOnly);
        await all.ApiKeys.Permissions.SetAsync(key.Id, all.Fabric, hidden, Permission.None);
        await using var session = await (servers["gateway"] with { Authorization = "apikey " + key.Key }).ConnectAsync();
        await using (var consumer = await session.SubscribeAsync(readable, "s"))
        {
            Assert.Equal("one", (await consumer.ReceiveAsync()).Text);
        }

        await RefusesAsync(
            () => session.CreateProducerAsync(readable),
            () => session.Streams.PublishAsync(readable, new byte[] { 1 }),
            () => session.Streams.TerminateAsync(readable),
            () => session.CreateProducerAsync(hidden),
            () => session.SubscribeAsync(hidden, "s"),
            () => session.CreateReaderAsync(hidden),
            () => session.Streams.GetStatsAsync(hidden));
    }

    private Task<GdnSession> ConnectAsync(string token, string namespaceName) =>
        GdnSession.ConnectAsync(servers.OptionsOf("token", "http") with { Credential = GdnCredential.Token(token), Namespace = namespaceName });

    /// <summary>Each is refused, and says so in the same way.</summary>
    private static async Task RefusesAsync(params Func<Task>[] calls)
    {
        var others = new List<string>();
        for (var i = 0; i < calls.Length; i++)
        {
            var error = await Record.ExceptionAsync(calls[i]);
            if (error is not GdnException { Code: GdnErrorCode.Forbidden })
            {
                others.Add($"call {i + 1}: {(error as GdnException)?.Code} {error?.Message ?? "nothing was refused"}");
            }
        }

        Assert.Empty(others);
    }

    private static string NewName(string kind) => kind + Guid.NewGuid().ToString("N")[..10];
}
