using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Streams and subscriptions over REST; gdn-streams section 2.1.</summary>
internal sealed class StreamEndpoints(StreamAccess access, StreamEngine engine, ServerMetrics metrics, TimeProvider time)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/streams", context => ListAsync(context, Requests.Flag(context, "global")));
        app.MapGet("/streams/persistent", context => ListAsync(context, !Requests.Flag(context, "local")));
        app.MapPost("/streams/{name}", async context =>
        {
            var (identity, fabric) = await access.FabricAsync(context);
            identity.Require(Access.ReadWrite, fabric);
            var scope = Requests.Flag(context, "global") == false ? StreamScope.Local : StreamScope.Global;
            var name = StreamName.Create(Requests.Value(context, "name"), scope).EnsureCreatable();
            await engine.CreateStreamAsync(TopicName.Of(identity.Tenant, fabric, name), context.RequestAborted);
            await Answers.SendAsync(context, new StreamCreated { StreamId = name.Topic }, RestJson.Default.EnvelopeStreamCreated, 202);
        });
        app.MapDelete("/streams/{topic}", async context =>
        {
            await engine.DeleteStreamAsync(await access.TopicAsync(context, Access.ReadWrite), Requests.Flag(context, "force") == true, context.RequestAborted);
            await Answers.SendAsync(context, null, RestJson.Default.EnvelopeString, 202);
        });
        app.MapPost("/streams/{topic}/publish", async context =>
        {
            var topic = await access.TopicAsync(context, Access.Write);
            var body = await RequestBody.ReadAsync(context, ProtocolLimits.MaxPublishBytes);
            var position = await engine.PublishAsync(topic, new NewMessage { Payload = body });
            metrics.Stored(body.Length);
            await Answers.SendAsync(context, position.ToMessageId().ToString(), RestJson.Default.EnvelopeString, 202);
        });
        app.MapGet("/streams/{topic}/stats", async context =>
        {
            var status = await engine.GetStatusAsync(await access.TopicAsync(context, Access.None), context.RequestAborted);
            await Answers.SendAsync(context, StatusBodies.Stats(status, Requests.Flag(context, "subscriptionBacklogSize") == true), RestJson.Default.EnvelopeStreamStats);
        });
        app.MapGet("/streams/{topic}/presence", async context =>
        {
            var status = await engine.GetStatusAsync(await access.TopicAsync(context, Access.None), context.RequestAborted);
            await Answers.SendAsync(context, new PresenceFilter(context.Request.Query).Presence(status, time.GetUtcNow()), RestJson.Default.EnvelopeStreamPresence);
        });
        app.MapGet("/streams/{topic}/backlog", async context =>
        {
            var status = await engine.GetStatusAsync(await access.TopicAsync(context, Access.None), context.RequestAborted);
            await Answers.SendAsync(context, StatusBodies.Backlog(status, time.GetUtcNow()), RestJson.Default.EnvelopeBacklogStats);
        });
        app.MapGet("/streams/{topic}/subscriptions", async context =>
        {
            var status = await engine.GetStatusAsync(await access.TopicAsync(context, Access.None), context.RequestAborted);
            IReadOnlyList<string> names = [.. status.Subscriptions.Where(s => s.IsDurable).Select(s => s.Name)];
            await Answers.SendAsync(context, names, RestJson.Default.EnvelopeIReadOnlyListString);
        });
        app.MapDelete("/streams/{topic}/subscriptions/{subscription}", async context =>
        {
            var topic = await access.TopicAsync(context, Access.Read);
            await engine.DeleteSubscriptionAsync(topic, Requests.Value(context, "subscription"), force: false, context.RequestAborted);
            await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
        });
        app.MapDelete("/streams/subscription/{subscription}", UnsubscribeAsync);
        app.MapPost("/streams/unsubscribe/{subscription}", UnsubscribeAsync);
        app.MapPost("/streams/clearbacklog/{subscription?}", async context =>
        {
            var subscription = context.Request.RouteValues["subscription"] is string name ? RequestPath.Value(name) : null;
            await ForEachAsync(context, topic => engine.ClearBacklogAsync(topic, subscription));
            await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
        });
    }

    private async Task ListAsync(HttpContext context, bool? global)
    {
        var (identity, fabric) = await access.FabricAsync(context);
        var items = new List<StreamItem>();
        foreach (var place in Scopes(global).Select(scope => scope + fabric))
        {
            var terminated = (await engine.Administration.ListTerminatedAsync(identity.Tenant, place, context.RequestAborted)).ToHashSet();
            foreach (var topic in await engine.ListStreamsAsync(identity.Tenant, place, context.RequestAborted))
            {
                if (identity.Grants.To(fabric, topic.Topic) != Access.None)
                {
                    items.Add(StreamItem.Of(identity.Tenant, fabric, StreamName.Parse(topic.Topic)) with { Terminated = terminated.Contains(topic) ? true : null });
                }
            }
        }

        await Answers.SendAsync(context, items, RestJson.Default.EnvelopeIReadOnlyListStreamItem);
    }

    private async Task UnsubscribeAsync(HttpContext context)
    {
        var subscription = Requests.Value(context, "subscription");
        await ForEachAsync(context, topic => engine.DeleteSubscriptionAsync(topic, subscription, force: true, context.RequestAborted));
        await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
    }

    /// <summary>Every stream of the fabric that the caller may receive from.</summary>
    private async Task ForEachAsync(HttpContext context, Func<TopicName, Task> body)
    {
        var (identity, fabric) = await access.FabricAsync(context);
        foreach (var scope in Scopes(Requests.Flag(context, "global")))
        {
            var topics = await engine.ListStreamsAsync(identity.Tenant, scope + fabric, context.RequestAborted);
            foreach (var topic in topics.Where(topic => identity.Grants.To(fabric, topic.Topic).HasFlag(Access.Read)))
            {
                try
                {
                    await body(topic);
                }
                catch (GdnException e) when (e.Code is GdnErrorCode.SubscriptionNotFound or GdnErrorCode.StreamNotFound)
                {
                    // A stream without this subscription has nothing to do.
                }
            }
        }
    }

    /// <summary>Prefixes of namespaces: of one scope, or of both (null).</summary>
    public static string[] Scopes(bool? global) => global switch
    {
        true => ["c8global."],
        false => ["c8local."],
        null => ["c8global.", "c8local."],
    };
}
