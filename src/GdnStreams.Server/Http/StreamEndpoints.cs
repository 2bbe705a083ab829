using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Http;

/// <summary>Streams over REST; gdn-streams section 2.1.</summary>
internal sealed class StreamEndpoints(IStreams streams, FabricStreams fabrics, IPushes pushes, ServerMetrics metrics, TimeProvider time)
{
    public void Map(RestRoutes routes)
    {
        routes.Map(StreamCalls.List, call => ListAsync(call, call.Flag("global")));
        routes.Map(StreamCalls.ListPersistent, call => ListAsync(call, !call.Flag("local")));
        routes.Map(StreamCalls.Create, async call =>
        {
            var stream = StreamName.Parse(call.Topic.Topic);
            await fabrics.CreateAsync(call.Tenant, call.Fabric, stream, call.Aborted);
            return new StreamCreated { StreamId = stream.Topic };
        });
        routes.Map(StreamCalls.CreateMany, CreateManyAsync);
        routes.Map(StreamCalls.Delete, async call =>
        {
            await pushes.DeleteAsync(call.Topic, null, () => streams.DeleteAsync(call.Topic, call.Flag("force") == true, call.Aborted), call.Aborted);
            return null;
        });
        routes.Map(StreamCalls.Publish, async call =>
        {
            var body = await RequestBody.ReadAsync(call.Http, StreamCalls.Publish.BodyLimit);
            var id = await streams.PublishAsync(call.Topic, body, call.Aborted);
            metrics.Stored(1, body.Length);
            return id.ToString();
        });
        routes.Map(StreamCalls.GetStats, async call => await streams.GetStatsAsync(call.Topic, call.Flag("subscriptionBacklogSize") == true, call.Aborted));
        routes.Map(StreamCalls.GetPresence, async call =>
            new PresenceFilter(call.Http.Request.Query).Presence(call.Topic, await streams.GetStatsAsync(call.Topic, withBacklogSizes: false, call.Aborted), time.GetUtcNow()));
        routes.Map(StreamCalls.GetBacklog, async call => await streams.GetBacklogAsync(call.Topic, call.Aborted));
        routes.Map(StreamCalls.Terminate, async call => (await streams.TerminateAsync(call.Topic, call.Aborted)).ToString());
        routes.Map(StreamCalls.GetLastMessageId, async call => (await streams.GetLastMessageIdAsync(call.Topic, call.Aborted)).ToString());
        routes.Map(StreamCalls.GetMessageIdAt, async call =>
        {
            var from = DateTimeOffset.FromUnixTimeMilliseconds(Requests.Number(call.Http, "milliseconds"));
            return (await streams.FindByTimeAsync(call.Topic, from, call.Aborted)).ToString();
        });
        routes.Map(StreamCalls.Compact, async call => await streams.CompactAsync(call.Topic, call.Aborted));
        routes.Map(StreamCalls.GetCompaction, async call => await streams.GetCompactionAsync(call.Topic, call.Aborted));
    }

    private async Task<IReadOnlyList<StreamCreationItem>?> CreateManyAsync(RestContext call, IReadOnlyList<string>? names)
    {
        if (names!.Count > ProtocolLimits.MaxStreamsOfRequest)
        {
            throw new GdnException(
                GdnErrorCode.BadRequest, $"The body has {names.Count} names; one request creates {ProtocolLimits.MaxStreamsOfRequest} streams at most. Send several requests.");
        }

        var items = new StreamCreationItem[names.Count];
        var (places, creatable) = (new List<int>(names.Count), new List<StreamName>(names.Count));
        var scope = call.Flag("global") == false ? StreamScope.Local : StreamScope.Global;
        for (var i = 0; i < items.Length; i++)
        {
            try
            {
                var stream = StreamName.Create(names[i], scope);
                call.Identity.Require(RestRight.StreamReadWrite, call.Fabric, stream.Topic);
                creatable.Add(stream.EnsureCreatable());
                places.Add(i);
            }
            catch (GdnException refusal)
            {
                items[i] = StreamCreationItem.Of(refusal);
            }
        }

        var failures = await fabrics.CreateManyAsync(call.Tenant, call.Fabric, creatable, call.Aborted);
        for (var i = 0; i < failures.Count; i++)
        {
            items[places[i]] = StreamCreationItem.Of(creatable[i], failures[i]);
        }

        return items;
    }

    private async Task<IReadOnlyList<StreamItem>?> ListAsync(RestContext call, bool? global)
    {
        var page = new StreamPage(call.Http.Request.Query);
        var items = new List<StreamItem>();
        foreach (var place in FabricStreams.Scopes(global).Select(scope => scope + call.Fabric))
        {
            foreach (var listed in await streams.ListAsync(call.Tenant, place, call.Aborted))
            {
                if (page.MayHold(listed.Topic.Topic) && call.Identity.May(RestRight.StreamLook, call.Fabric, listed.Topic.Topic))
                {
                    items.Add(StreamItem.Of(call.Tenant, call.Fabric, StreamName.Parse(listed.Topic.Topic)) with { Terminated = listed.IsTerminated ? true : null });
                }
            }
        }

        return page.Of(items);
    }
}
