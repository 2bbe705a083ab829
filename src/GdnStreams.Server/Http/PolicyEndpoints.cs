using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;

namespace GdnStreams.Server.Http;

/// <summary>How long messages live, in a fabric or in one stream; termination, compaction, limits.</summary>
internal sealed class PolicyEndpoints(StreamAccess access, StreamEngine engine)
{
    private const long Megabyte = 1024 * 1024;
    private StreamAdministration Administration => engine.Administration;

    public void Map(WebApplication app)
    {
        app.MapGet("/streams/ttl", async context =>
        {
            var (identity, fabric) = await access.FabricAsync(context);
            var scope = StreamEndpoints.Scopes(Requests.Flag(context, "global") ?? true)[0];
            var policy = await Administration.GetNamespacePolicyAsync(identity.Tenant, scope + fabric, context.RequestAborted);
            await Answers.SendAsync(context, (long)(policy.MessageTtl ?? TimeSpan.Zero).TotalSeconds, RestJson.Default.EnvelopeInt64);
        });
        app.MapPost("/streams/ttl/{seconds}", async context =>
        {
            var ttl = Requests.Seconds(context);
            await ForFabricAsync(context, policy => policy with { MessageTtl = ttl });
            await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
        });
        app.MapGet("/streams/retention", async context =>
        {
            var (identity, fabric) = await access.FabricAsync(context);
            var scope = StreamEndpoints.Scopes(Requests.Flag(context, "global") ?? true)[0];
            var policy = await Administration.GetNamespacePolicyAsync(identity.Tenant, scope + fabric, context.RequestAborted);
            await Answers.SendAsync(context, Body(policy), RestJson.Default.EnvelopeRetentionPolicy);
        });
        app.MapPut("/streams/retention", async context =>
        {
            var policy = await PolicyAsync(context);
            await ForFabricAsync(context, _ => policy);
            await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
        });
        app.MapGet("/streams/{topic}/retention", async context =>
        {
            var policy = await Administration.GetPolicyAsync(await access.TopicAsync(context, Access.None), context.RequestAborted);
            await Answers.SendAsync(context, Body(policy), RestJson.Default.EnvelopeRetentionPolicy);
        });
        app.MapPut("/streams/{topic}/retention", async context =>
        {
            var topic = await access.TopicAsync(context, Access.ReadWrite);
            await Administration.SetPolicyAsync(topic, await PolicyAsync(context), context.RequestAborted);
            await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
        });
        app.MapPost("/streams/{topic}/terminate", async context =>
        {
            var last = await Administration.TerminateAsync(await access.TopicAsync(context, Access.ReadWrite), context.RequestAborted);
            await Answers.SendAsync(context, last.ToMessageId().ToString(), RestJson.Default.EnvelopeString);
        });
        app.MapGet("/streams/{topic}/lastMessageId", async context =>
        {
            var last = await Administration.GetLastMessageIdAsync(await access.TopicAsync(context, Access.Read));
            await Answers.SendAsync(context, last.ToMessageId().ToString(), RestJson.Default.EnvelopeString);
        });
        app.MapGet("/streams/{topic}/messageid/{milliseconds}", async context =>
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(Requests.Number(context, "milliseconds"));
            var first = await Administration.FindByTimeAsync(await access.TopicAsync(context, Access.Read), time, context.RequestAborted);
            await Answers.SendAsync(context, first.ToMessageId().ToString(), RestJson.Default.EnvelopeString);
        });
        app.MapPut("/streams/{topic}/compaction", async context =>
        {
            var removed = await Administration.CompactAsync(await access.TopicAsync(context, Access.ReadWrite), context.RequestAborted);
            await Answers.SendAsync(context, removed, RestJson.Default.EnvelopeInt64);
        });
        app.MapGet("/streams/{topic}/compaction", async context =>
        {
            var isCompacted = await Administration.IsCompactedAsync(await access.TopicAsync(context, Access.None));
            await Answers.SendAsync(context, new CompactionStatus { Status = isCompacted ? "SUCCESS" : "NOT_RUN" }, RestJson.Default.EnvelopeCompactionStatus);
        });
        app.MapGet("/limits/tenant/{tenant}", async context =>
        {
            var (identity, _) = await access.FabricAsync(context);
            await Answers.SendAsync(
                context,
                Requests.Value(context, "tenant") == identity.Tenant ? new TenantLimits() : throw new GdnException(GdnErrorCode.TenantNotFound, "tenant not found"),
                RestJson.Default.EnvelopeTenantLimits);
        });
    }

    private async Task ForFabricAsync(HttpContext context, Func<StreamPolicy, StreamPolicy> change)
    {
        var (identity, fabric) = await access.FabricAsync(context);
        identity.Require(Access.ReadWrite, fabric);
        foreach (var scope in StreamEndpoints.Scopes(Requests.Flag(context, "global")))
        {
            var policy = await Administration.GetNamespacePolicyAsync(identity.Tenant, scope + fabric, context.RequestAborted);
            await Administration.SetNamespacePolicyAsync(identity.Tenant, scope + fabric, change(policy), context.RequestAborted);
        }
    }

    private static async Task<StreamPolicy> PolicyAsync(HttpContext context)
    {
        var body = await Bodies.ReadAsync(context, RestJson.Default.RetentionPolicy);
        const long Most = int.MaxValue;
        if (body.TimeInMinutes is < -1 or > Most || body.SizeInMegabytes is < -1 or > Most || body.MessageTtlInSeconds is < 0 or > Most)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"retentionTimeInMinutes and retentionSizeInMB are -1 to {Most}, messageTTLInSeconds 0 to {Most}.");
        }

        return new StreamPolicy
        {
            MessageTtl = body.MessageTtlInSeconds is { } ttl ? TimeSpan.FromSeconds(ttl) : null,
            RetentionTime = body.TimeInMinutes is { } minutes ? (minutes < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(minutes)) : null,
            RetentionBytes = body.SizeInMegabytes is { } size ? (size < 0 ? -1 : size * Megabyte) : null,
        };
    }

    private static RetentionPolicy Body(StreamPolicy policy) => new()
    {
        MessageTtlInSeconds = (long?)policy.MessageTtl?.TotalSeconds,
        TimeInMinutes = policy.RetentionTime is { } time ? (time == Timeout.InfiniteTimeSpan ? -1 : (long)time.TotalMinutes) : null,
        SizeInMegabytes = policy.RetentionBytes is { } bytes ? (bytes < 0 ? -1 : bytes / Megabyte) : null,
    };
}
