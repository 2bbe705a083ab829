using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Which messages go where, and what of them.</summary>
/// <param name="session">The session.</param>
/// <param name="source">What they come from: none goes back into it.</param>
/// <param name="destination">The session that they go to, most often the same.</param>
/// <param name="to">Where all of them go; null is back to where each of them died.</param>
/// <param name="filter">Which are wanted; null is all.</param>
/// <param name="process">Makes the new payload; null keeps it.</param>
/// <param name="mostMoves">How often a message may be moved; null moves none, but copies.</param>
internal sealed class TransferPlan(GdnSession session, StreamName source, GdnSession destination, StreamName? to, MessageFilter? filter, ScriptBlock? process, int? mostMoves)
{
    private readonly ObjectJson _json = new();

    /// <summary>The session that they go to.</summary>
    public GdnSession Destination => destination;

    /// <summary>What must be the same for a run to go on with another: where the messages come from, and whether they go to one stream or to their own.</summary>
    /// <remarks>Two servers may have the same stream with the same numbers of messages.</remarks>
    public string Name(string? subscription) =>
        string.Join("\n", mostMoves is null ? "copy" : "move", session == destination ? "" : session.Url, session.TopicOf(source), subscription, to is null ? "back" : "to");

    /// <summary>Whether the message is wanted.</summary>
    /// <exception cref="GdnException">BadRequest, Timeout: the filter failed.</exception>
    public bool Takes(GdnMessage message) => filter is null || filter.Takes(message);

    /// <summary>Whether the message was moved as often as it may be.</summary>
    public bool WasMovedTooOften(GdnMessage message) => mostMoves is { } most && RedriveProperties.CountOf(message) >= most;

    /// <summary>Whether a target that takes no messages ends all: there is no other.</summary>
    public bool HasOneTarget => to is not null;

    /// <summary>Where the message goes; null where nobody knows, and why.</summary>
    public StreamName? TargetOf(GdnMessage message, out string why)
    {
        why = "";
        if (to is not null)
        {
            return to;
        }

        if (RedriveProperties.OriginOf(message) is not { } text)
        {
            why = "they do not say on which stream they died.";
            return null;
        }

        if (!TryRead(text, out var topic))
        {
            why = $"they died on '{text}', which is no stream.";
            return null;
        }

        if (!session.TryGetStream(topic, out var stream))
        {
            why = topic.TryGetStream(out var fabric, out _) ? $"they died in the fabric {fabric} of {topic.Tenant}, and the session is in {session.Fabric} of {session.Tenant}."
                : $"they died on '{text}', which is no stream.";
            return null;
        }

        why = stream == source ? "they died on this very stream." : "";
        return why.Length == 0 ? stream : null;
    }

    /// <summary>What is sent of it; null where the script block wrote nothing, and the message stays.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the script block failed, or wrote several objects.</exception>
    public OutgoingMessage? Make(GdnMessage message)
    {
        var made = process is null ? message : Scripts.Run(process, message, "Process");
        return made switch
        {
            null => null,
            object[] many => throw new GdnException(GdnErrorCode.BadRequest, $"The script block of -Process wrote a list, or {many.Length} objects. It writes one, the new message: send what else it calls to Out-Null, or a list through ConvertTo-Json."),
            _ => new OutgoingMessage
            {
                Payload = MessageParts.Of(made)?.Payload ?? Payloads.Of(made, _json),
                Key = message.Key,
                Properties = mostMoves is null ? message.Properties : RedriveProperties.Moved(message, isBack: to is null),
                EventTime = message.EventTime,
            },
        };
    }

    private static bool TryRead(string text, [NotNullWhen(true)] out TopicName? topic)
    {
        try
        {
            topic = TopicName.Parse(text);
            return true;
        }
        catch (GdnException)
        {
            // Others wrote it: it may be anything.
            topic = null;
            return false;
        }
    }
}
