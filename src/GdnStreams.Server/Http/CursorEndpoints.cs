using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Sockets;

namespace GdnStreams.Server.Http;

/// <summary>
/// What moves or shows a subscription's cursor, under the paths that early GDN and Pulsar have. <c>subscription</c> and <c>subscriptions</c>
/// are the same.
/// </summary>
internal sealed class CursorEndpoints(StreamAccess access, StreamEngine engine)
{
    private StreamAdministration Administration => engine.Administration;

    public void Map(WebApplication app)
    {
        MapOne(app, "/streams/{topic}/subscription/{subscription}");
        MapOne(app, "/streams/{topic}/subscriptions/{subscription}");
        foreach (var path in new[] { "/streams/{topic}/all_subscription/expireMessages/{seconds}", "/streams/{topic}/expiry/{seconds}" })
        {
            app.MapPost(path, async context =>
            {
                var topic = await access.TopicAsync(context, Access.Read);
                await Administration.ExpireAsync(topic, null, Requests.Seconds(context), context.RequestAborted);
                await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
            });
        }
    }

    private void MapOne(WebApplication app, string one)
    {
        app.MapPut(one, context => DoAsync(context, async (topic, subscription) =>
        {
            var (position, isExcluded) = await PositionAsync(context);
            await Administration.CreateSubscriptionAsync(topic, subscription, position, isExcluded, context.RequestAborted);
        }));
        app.MapPost(one + "/skip/{messages}", context => DoAsync(context, async (topic, subscription) =>
            await Administration.SkipAsync(topic, subscription, Requests.Number(context, "messages"), context.RequestAborted)));
        app.MapPost(one + "/skip_all", context => DoAsync(context, engine.ClearBacklogAsync));
        app.MapPost(one + "/resetcursor", context => DoAsync(context, async (topic, subscription) =>
        {
            var (position, isExcluded) = await PositionAsync(context);
            await Administration.ResetCursorAsync(topic, subscription, position, isExcluded);
        }));
        app.MapPost(one + "/resetcursor/{milliseconds}", context => DoAsync(context, (topic, subscription) =>
            Administration.ResetCursorAsync(topic, subscription, DateTimeOffset.FromUnixTimeMilliseconds(Requests.Number(context, "milliseconds")), context.RequestAborted)));
        app.MapPost(one + "/expireMessages/{seconds}", context => DoAsync(context, (topic, subscription) =>
            Administration.ExpireAsync(topic, subscription, Requests.Seconds(context), context.RequestAborted)));
        // Counted from 1, as in Pulsar's peek.
        app.MapGet(one + "/position/{position}", async context =>
        {
            var topic = await access.TopicAsync(context, Access.Read);
            var count = int.TryParse(context.Request.Query["count"], out var asked) && asked is > 0 and <= 1000 ? asked : 1;
            var deliveries = await Administration.PeekAsync(
                topic, Requests.Value(context, "subscription"), Math.Max(0, Requests.Number(context, "position") - 1), count, context.RequestAborted);
            await Answers.SendAsync(context, [.. deliveries.Select(ConsumerSocket.Convert)], RestJson.Default.EnvelopeIReadOnlyListConsumerMessage);
        });
    }

    private async Task DoAsync(HttpContext context, Func<TopicName, string, Task> body)
    {
        await body(await access.TopicAsync(context, Access.Read), Requests.Value(context, "subscription"));
        await Answers.SendAsync(context, "OK", RestJson.Default.EnvelopeString);
    }

    /// <summary>From the query (<c>?position=earliest</c>) or the body.</summary>
    private static async Task<(MessagePosition Position, bool IsExcluded)> PositionAsync(HttpContext context)
    {
        var text = context.Request.Query["position"].ToString();
        var given = text.Length > 0 || context.Request.ContentLength is null or 0
            ? new CursorPosition { MessageId = new MessageId(text.Length > 0 ? text : "latest") }
            : await Bodies.ReadAsync(context, RestJson.Default.CursorPosition);
        return MessagePosition.TryParse(given.MessageId?.ToString(), out var position)
            ? (position, given.IsExcluded)
            : throw new GdnException(GdnErrorCode.BadRequest, $"'{given.MessageId}' is not a message id. Give one that a message or receipt has, or earliest, or latest.");
    }
}
