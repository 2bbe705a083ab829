using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Operations;
using GdnStreams.Server.Pushing;

namespace GdnStreams.Server.Http;

/// <summary>Streams over REST; gdn-streams section 2.1.</summary>
internal sealed class StreamEndpoints(StreamEngine engine, FabricStreams streams, PushDirectory pushes, ServerMetrics metrics, TimeProvider time)
{
    public void Map(RestRoutes routes)
    {
        routes.Map(StreamCalls.List, call => ListAsync(call, call.Flag("global")));
        routes.Map(StreamCalls.ListPersistent, call => ListAsync(call, !call.Flag("local")));
        routes.Map(StreamCalls.Create, async call =>
        {
            var stream = StreamName.Parse(call.Topic.Topic);
            await streams.CreateAsync(call.Tenant, call.Fabric, stream, call.Aborted);
            return new StreamCreated { StreamId = stream.Topic };
        });
        routes.Map(StreamCalls.Delete, async call =>
        {
            await pushes.DeleteAsync(call.Topic, null, () => engine.DeleteStreamAsync(call.Topic, call.Flag("force") == true, call.Aborted), call.Aborted);
            return null;
        });
        routes.Map(StreamCalls.Publish, async call =>
        {
            var body = await RequestBody.ReadAsync(call.Http, StreamCalls.Publish.BodyLimit);
            var position = await engine.PublishAsync(call.Topic, new NewMessage { Payload = body });
            metrics.Stored(1, body.Length);
            return position.ToMessageId().ToString();
        });
        routes.Map(StreamCalls.GetStats, async call =>
            StatusBodies.Stats(await engine.GetStatusAsync(call.Topic, call.Aborted), call.Flag("subscriptionBacklogSize") == true));
        routes.Map(StreamCalls.GetPresence, async call =>
            new PresenceFilter(call.Http.Request.Query).Presence(await engine.GetStatusAsync(call.Topic, call.Aborted), time.GetUtcNow()));
        routes.Map(StreamCalls.GetBacklog, async call => StatusBodies.Backlog(await engine.GetStatusAsync(call.Topic, call.Aborted), time.GetUtcNow()));
        routes.Map(StreamCalls.Terminate, async call => Id(await engine.Administration.TerminateAsync(call.Topic, call.Aborted)));
        routes.Map(StreamCalls.GetLastMessageId, async call => Id(await engine.Administration.GetLastMessageIdAsync(call.Topic)));
        routes.Map(StreamCalls.GetMessageIdAt, async call =>
        {
            var from = DateTimeOffset.FromUnixTimeMilliseconds(Requests.Number(call.Http, "milliseconds"));
            return Id(await engine.Administration.FindByTimeAsync(call.Topic, from, call.Aborted));
        });
        routes.Map(StreamCalls.Compact, async call => await engine.Administration.CompactAsync(call.Topic, call.Aborted));
        routes.Map(StreamCalls.GetCompaction, async call =>
            new CompactionReply { Status = await engine.Administration.IsCompactedAsync(call.Topic) ? "SUCCESS" : "NOT_RUN" });
    }

    private async Task<IReadOnlyList<StreamItem>?> ListAsync(RestContext call, bool? global)
    {
        var page = new StreamPage(call.Http.Request.Query);
        var items = new List<StreamItem>();
        foreach (var place in FabricStreams.Scopes(global).Select(scope => scope + call.Fabric))
        {
            var terminated = (await engine.Administration.ListTerminatedAsync(call.Tenant, place, call.Aborted)).ToHashSet();
            foreach (var topic in await engine.ListStreamsAsync(call.Tenant, place, call.Aborted))
            {
                if (page.MayHold(topic.Topic) && call.Identity.May(RestRight.StreamLook, call.Fabric, topic.Topic))
                {
                    items.Add(StreamItem.Of(call.Tenant, call.Fabric, StreamName.Parse(topic.Topic)) with { Terminated = terminated.Contains(topic) ? true : null });
                }
            }
        }

        return page.Of(items);
    }

    private static string Id(MessagePosition position) => position.ToMessageId().ToString();
}
