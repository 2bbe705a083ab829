using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>Streams and subscriptions over REST; gdn-streams section 2.1.</summary>
internal static class StreamEndpoints
{
    public static void Map(WebApplication app, Accounts accounts, StreamEngine engine, TimeProvider time)
    {
        app.MapGet("/streams", async context =>
        {
            var (tenant, fabric) = await PlaceAsync(context, accounts);
            var items = new List<StreamItem>();
            foreach (var scope in Scopes(Requests.Flag(context, "global")))
            {
                foreach (var topic in await engine.ListStreamsAsync(tenant, scope + fabric, context.RequestAborted))
                {
                    items.Add(StreamItem.Of(tenant, fabric, StreamName.Parse(topic.Topic)));
                }
            }

            await Answers.SendAsync(context, items, RestJson.Default.EnvelopeIReadOnlyListStreamItem);
        });
        app.MapPost("/streams/{name}", async context =>
        {
            var (tenant, fabric) = await PlaceAsync(context, accounts);
            var scope = Requests.Flag(context, "global") == false ? StreamScope.Local : StreamScope.Global;
            var name = StreamName.Create(Value(context, "name"), scope).EnsureCreatable();
            await engine.CreateStreamAsync(TopicName.Of(tenant, fabric, name), context.RequestAborted);
            await Answers.SendAsync(context, new StreamCreated { StreamId = name.Topic }, RestJson.Default.EnvelopeStreamCreated, 202);
        });
        app.MapDelete("/streams/{topic}", async context =>
        {
            await engine.DeleteStreamAsync(await TopicAsync(context, accounts), Requests.Flag(context, "force") == true, context.RequestAborted);
            await Answers.SendAsync(context, null, RestJson.Default.EnvelopeString, 202);
        });
        app.MapPost("/streams/{topic}/publish", async context =>
        {
            var topic = await TopicAsync(context, accounts);
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var position = await engine.PublishAsync(topic, new NewMessage { Payload = body.ToArray() });
            await Answers.SendAsync(context, position.ToMessageId().ToString(), RestJson.Default.EnvelopeString, 202);
        });
        app.MapGet("/streams/{topic}/stats", async context =>
        {
            var status = await engine.GetStatusAsync(await TopicAsync(context, accounts), context.RequestAborted);
            await Answers.SendAsync(context, StatusBodies.Stats(status), RestJson.Default.EnvelopeStreamStats);
        });
        app.MapGet("/streams/{topic}/backlog", async context =>
        {
            var status = await engine.GetStatusAsync(await TopicAsync(context, accounts), context.RequestAborted);
            await Answers.SendAsync(context, StatusBodies.Backlog(status, time.GetUtcNow()), RestJson.Default.EnvelopeBacklogStats);
        });
        app.MapGet("/streams/{topic}/subscriptions", async context =>
        {
            var status = await engine.GetStatusAsync(await TopicAsync(context, accounts), context.RequestAborted);
            IReadOnlyList<string> names = [.. status.Subscriptions.Where(s => s.IsDurable).Select(s => s.Name)];
            await Answers.SendAsync(context, names, RestJson.Default.EnvelopeIReadOnlyListString);
        });
        app.MapDelete("/streams/{topic}/subscriptions/{subscription}", async context =>
        {
            var topic = await TopicAsync(context, accounts);
            await engine.DeleteSubscriptionAsync(topic, Value(context, "subscription"), force: false, context.RequestAborted);
            await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
        });
        app.MapDelete("/streams/subscription/{subscription}", context => UnsubscribeAsync(context, accounts, engine));
        app.MapPost("/streams/unsubscribe/{subscription}", context => UnsubscribeAsync(context, accounts, engine));
        app.MapPost("/streams/clearbacklog/{subscription?}", async context =>
        {
            var subscription = context.Request.RouteValues["subscription"] as string;
            await ForEachAsync(context, accounts, engine, topic => engine.ClearBacklogAsync(topic, subscription));
            await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
        });
    }

    private static async Task UnsubscribeAsync(HttpContext context, Accounts accounts, StreamEngine engine)
    {
        var subscription = Value(context, "subscription");
        await ForEachAsync(
            context,
            accounts,
            engine,
            topic => engine.DeleteSubscriptionAsync(topic, subscription, force: true, context.RequestAborted));
        await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
    }

    private static async Task ForEachAsync(HttpContext context, Accounts accounts, StreamEngine engine, Func<TopicName, Task> body)
    {
        var (tenant, fabric) = await PlaceAsync(context, accounts);
        foreach (var scope in Scopes(Requests.Flag(context, "global")))
        {
            foreach (var topic in await engine.ListStreamsAsync(tenant, scope + fabric, context.RequestAborted))
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

    private static string[] Scopes(bool? global) => global switch
    {
        true => ["c8global."],
        false => ["c8local."],
        null => ["c8global.", "c8local."],
    };

    private static async Task<(string Tenant, string Fabric)> PlaceAsync(HttpContext context, Accounts accounts)
    {
        var identity = await accounts.AuthenticateAsync(context);
        var fabric = Requests.Fabric(context);
        FabricEndpoints.EnsureExists(fabric);
        return (identity.Tenant, fabric);
    }

    private static async Task<TopicName> TopicAsync(HttpContext context, Accounts accounts)
    {
        var (tenant, fabric) = await PlaceAsync(context, accounts);
        return TopicName.Of(tenant, fabric, StreamName.Parse(Value(context, "topic")));
    }

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;
}
