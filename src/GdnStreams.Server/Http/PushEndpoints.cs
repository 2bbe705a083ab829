using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Fabrics;
using GdnStreams.Server.Pushing;

namespace GdnStreams.Server.Http;

/// <summary>Pushes over REST, for administrators.</summary>
internal sealed class PushEndpoints(PushDirectory pushes, PushRules rules, PushSender sender, FabricDirectory fabrics, StreamEngine engine, TimeProvider time)
{
    /// <summary>Longest time of a test: whoever asks for it waits.</summary>
    private static readonly TimeSpan TestTime = TimeSpan.FromSeconds(20);

    public void Map(RestRoutes routes)
    {
        routes.Map(PushCalls.List, ListAsync);
        routes.Map(PushCalls.Get, async call => await ItemAsync(pushes.Get(Stream(call), Subscription(call)), call.Aborted));
        routes.Map(PushCalls.Create, async (call, body) =>
        {
            var settings = rules.Make(Stream(call), Subscription(call), body!);
            Require(call, settings);
            return await ItemAsync(await pushes.AddAsync(settings, call.Aborted), call.Aborted);
        });
        routes.Map(PushCalls.Change, async (call, body) =>
        {
            var push = await pushes.ChangeAsync(
                Stream(call),
                Subscription(call),
                push =>
                {
                    var settings = rules.Change(push, body!);
                    Require(call, settings);
                    return settings;
                },
                call.Aborted);
            return await ItemAsync(push, call.Aborted);
        });
        routes.Map(PushCalls.Delete, async call =>
        {
            await pushes.RemoveAsync(Stream(call), Subscription(call), call.Aborted);
            return "OK";
        });
        routes.Map(PushCalls.Test, TestAsync);
    }

    private async Task<IReadOnlyList<PushItem>?> ListAsync(RestContext call)
    {
        var items = new List<PushItem>();
        foreach (var push in pushes.List(call.Tenant, fabrics.Get(call.Tenant, call.Fabric).Name))
        {
            try
            {
                items.Add(await ItemAsync(push, call.Aborted));
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.PushNotFound)
            {
                // It ended meanwhile.
            }
        }

        return items;
    }

    private async Task<PushTestReply?> TestAsync(RestContext call)
    {
        var push = pushes.Get(Stream(call), Subscription(call));
        await push.Testing.WaitAsync(call.Aborted);
        try
        {
            var settings = push.Settings;
            using var request = PushRequest.Test(settings, time.GetUtcNow());
            var outcome = await sender.SendAsync(request, settings.Timeout < TestTime ? settings.Timeout : TestTime, call.Aborted);
            return new PushTestReply { Status = outcome.Status, TimeInMilliseconds = Math.Round(outcome.Elapsed.TotalMilliseconds, 1), Error = outcome.Error };
        }
        finally
        {
            push.Testing.Release();
        }
    }

    /// <summary>A push with its backlog; one whose stream or subscription is gone ends now.</summary>
    private async Task<PushItem> ItemAsync(Push push, CancellationToken cancellationToken)
    {
        var settings = push.Settings;
        if (await BacklogAsync(settings, cancellationToken) is not { } backlog)
        {
            await pushes.EndAsync([push]);
            throw new GdnException(GdnErrorCode.PushNotFound, $"The subscription {settings.Subscription} of {settings.Stream.Topic} is gone, and its push with it.");
        }

        var status = push.Status; // After the backlog: what was delivered from that is counted here.
        return new PushItem
        {
            Topic = settings.Stream.Topic,
            Subscription = settings.Subscription,
            Url = settings.ShownUrl,
            Signed = settings.Secret is not null,
            MaxAttempts = settings.MaxAttempts,
            DeadLetterTopic = settings.DeadLetters.Topic,
            RatePerSecond = settings.RatePerSecond,
            TimeoutInSeconds = settings.TimeoutInSeconds,
            Active = settings.IsActive,
            State = status.State.ToString(),
            Backlog = backlog,
            Delivered = status.Delivered,
            Failed = status.Failed,
            DeadLettered = status.DeadLettered,
            LastDelivery = status.LastDelivery,
            LastError = status.LastError,
            LastErrorTime = status.LastErrorTime,
            NextAttempt = status.NextAttempt,
        };
    }

    private async Task<long?> BacklogAsync(PushSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return (await engine.GetStatusAsync(settings.Stream, cancellationToken)).Subscriptions.FirstOrDefault(each => each.Name == settings.Subscription)?.Backlog;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound)
        {
            return null;
        }
    }

    private TopicName Stream(RestContext call) => TopicName.Of(call.Tenant, fabrics.Get(call.Tenant, call.Fabric).Name, StreamName.Parse(call.Value("topic")));

    private static string Subscription(RestContext call) => call.Value("subscription");

    /// <summary>The server reads the stream and writes the dead letters on the caller's behalf, so the caller needs both rights.</summary>
    private static void Require(RestContext call, PushSettings settings)
    {
        call.Identity.Require(RestRight.StreamRead, call.Fabric, settings.Stream.Topic);
        call.Identity.Require(RestRight.StreamWrite, call.Fabric, settings.DeadLetters.Topic);
    }
}
