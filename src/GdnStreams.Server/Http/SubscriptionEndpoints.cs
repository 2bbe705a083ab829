using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Fabrics;

namespace GdnStreams.Server.Http;

/// <summary>Subscriptions and their cursors, under the paths that early GDN and Pulsar have.</summary>
internal sealed class SubscriptionEndpoints(ISubscriptions subscriptions, IStreams streams, IPushes pushes)
{
    /// <summary>How long a deletion waits for consumers' sockets that the client is closing at the same time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public void Map(RestRoutes routes)
    {
        routes.Map(SubscriptionCalls.List, async call => await subscriptions.ListAsync(call.Topic, call.Aborted));
        routes.Map(SubscriptionCalls.Create, async (call, request) =>
        {
            await subscriptions.CreateAsync(call.Topic, PlainName.Ensure("subscription", Name(call)), Position(call, request), call.Aborted);
            return "OK";
        });
        routes.Map(SubscriptionCalls.Reset, async (call, request) =>
        {
            await subscriptions.ResetAsync(call.Topic, Name(call), Position(call, request), call.Aborted);
            return "OK";
        });
        Map(routes, SubscriptionCalls.Delete, call => pushes.DeleteAsync(call.Topic, Name(call), () => DeleteAsync(call), call.Aborted));
        Map(routes, SubscriptionCalls.Skip, call => subscriptions.SkipAsync(call.Topic, Name(call), Requests.Number(call.Http, "messages"), call.Aborted));
        Map(routes, SubscriptionCalls.SkipAll, call => subscriptions.ClearBacklogAsync(call.Topic, Name(call), call.Aborted));
        Map(routes, SubscriptionCalls.ResetToTime, call =>
            subscriptions.ResetAsync(call.Topic, Name(call), DateTimeOffset.FromUnixTimeMilliseconds(Requests.Number(call.Http, "milliseconds")), call.Aborted));
        Map(routes, SubscriptionCalls.Expire, call => subscriptions.ExpireAsync(call.Topic, Name(call), Requests.Seconds(call.Http), call.Aborted));
        Map(routes, SubscriptionCalls.ExpireAll, call => subscriptions.ExpireAsync(call.Topic, null, Requests.Seconds(call.Http), call.Aborted));
        routes.Map(SubscriptionCalls.Peek, async call =>
        {
            // Counted from 1, as in Pulsar's peek.
            var count = int.TryParse(call.Http.Request.Query["count"], out var asked) && asked is > 0 and <= 1000 ? asked : 1;
            var skip = Math.Max(0, Requests.Number(call.Http, "position") - 1);
            var peeked = await subscriptions.PeekAsync(call.Topic, Name(call), skip, count, call.Aborted);
            call.Http.Response.RegisterForDispose(peeked); // Once the answer has left.
            return peeked.Messages;
        });
        Map(routes, SubscriptionCalls.Unsubscribe, UnsubscribeAsync);
        Map(routes, SubscriptionCalls.UnsubscribeOlder, UnsubscribeAsync);
        Map(routes, SubscriptionCalls.ClearBacklogs, call => ForEachAsync(call, topic => subscriptions.ClearBacklogAsync(topic, null, call.Aborted)));
        Map(routes, SubscriptionCalls.ClearBacklog, call => ForEachAsync(call, topic => subscriptions.ClearBacklogAsync(topic, Name(call), call.Aborted)));
    }

    private static void Map(RestRoutes routes, JsonCall<string> call, Func<RestContext, Task> handler) => routes.Map(call, async context =>
    {
        await handler(context);
        return "OK";
    });

    private static string Name(RestContext call) => call.Value("subscription");

    private async Task DeleteAsync(RestContext call)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await subscriptions.DeleteAsync(call.Topic, Name(call), force: false, call.Aborted);
                return;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.ActiveConsumers && TimeProvider.System.GetElapsedTime(since) < Patience)
            {
                await Task.Delay(Pause, call.Aborted);
            }
        }
    }

    private Task UnsubscribeAsync(RestContext call) => ForEachAsync(
        call, topic => pushes.DeleteAsync(topic, Name(call), () => subscriptions.DeleteAsync(topic, Name(call), force: true, call.Aborted), call.Aborted));

    /// <summary>Every stream of the fabric on which the caller has <c>rw</c>: others consume there, too.</summary>
    private async Task ForEachAsync(RestContext call, Func<TopicName, Task> body)
    {
        foreach (var scope in FabricStreams.Scopes(call.Flag("global")))
        {
            var topics = (await streams.ListAsync(call.Tenant, scope + call.Fabric, call.Aborted)).Select(listed => listed.Topic);
            foreach (var topic in topics.Where(topic => call.Identity.May(RestRight.StreamReadWrite, call.Fabric, topic.Topic)))
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

    /// <summary>From the query (<c>?position=earliest</c>) or the body.</summary>
    private static CursorPosition Position(RestContext call, CursorPosition? request)
    {
        var text = call.Http.Request.Query["position"].ToString();
        var given = text.Length > 0 || request is null ? new CursorPosition { MessageId = new MessageId(text.Length > 0 ? text : "latest") } : request;
        return MessagePosition.TryParse(given.MessageId?.ToString(), out _)
            ? given
            : throw new GdnException(GdnErrorCode.BadRequest, $"'{given.MessageId}' is not a message id. Give one that a message or receipt has, or earliest, or latest.");
    }
}
