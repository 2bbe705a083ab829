using System.Diagnostics;

namespace GdnStreams.Client;

/// <summary>The activity source <c>GdnStreams</c>. A trace travels with its message, in the properties <c>traceparent</c> and <c>tracestate</c> (W3C).</summary>
internal static class ClientTracing
{
    public const string Name = "GdnStreams";
    private const string Parent = "traceparent";
    private const string State = "tracestate";
    private static readonly ActivitySource Source = new(Name);

    /// <summary>Begins the span of a send; null where nobody listens.</summary>
    public static Activity? StartSend(string stream)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        var activity = Source.StartActivity("send " + stream, ActivityKind.Producer);
        activity?.SetTag("messaging.system", "gdn_streams").SetTag("messaging.operation.type", "send").SetTag("messaging.destination.name", stream);

        // The acknowledgement ends it on another thread, so it must not stay current on this one.
        Activity.Current = current;
        return activity;
    }

    /// <summary>The message with its trace: that of its send, else the caller's own. A trace that the caller set himself stays.</summary>
    public static OutgoingMessage Inject(OutgoingMessage message, Activity? activity)
    {
        activity ??= Activity.Current;
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } || message.Properties?.ContainsKey(Parent) == true)
        {
            return message;
        }

        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in message.Properties ?? new Dictionary<string, string>(0))
        {
            properties[pair.Key] = pair.Value;
        }

        properties[Parent] = id;
        if (activity.TraceStateString is { Length: > 0 } state)
        {
            properties[State] = state;
        }

        return message with { Properties = properties };
    }

    /// <summary>The trace of the message's send; default where it carries none.</summary>
    public static ActivityContext Extract(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue(Parent, out var parent)
        && ActivityContext.TryParse(parent, properties.TryGetValue(State, out var state) ? state : null, isRemote: true, out var context)
            ? context : default;

    public static void EndSend(Activity? activity, string? error)
    {
        if (activity is null)
        {
            return;
        }

        if (error is not null)
        {
            activity.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error, error);
        }

        activity.Dispose();
    }

    /// <summary>One message was taken: a span of its own, linked to its send.</summary>
    public static void Taken(ReceivedMessage message)
    {
        if (!Source.HasListeners())
        {
            return;
        }

        var sent = Extract(message.Properties);
        var links = sent == default ? null : new[] { new ActivityLink(sent) };
        using var activity = Source.StartActivity(ActivityKind.Consumer, links: links, name: "receive " + message.Stream.Topic);
        activity?.SetTag("messaging.system", "gdn_streams").SetTag("messaging.operation.type", "receive").SetTag("messaging.destination.name", message.Stream.Topic)
            .SetTag("messaging.message.id", message.Id.ToString());
    }
}
