using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A place in a stream: its beginning, its end, a message, or a time.</summary>
public sealed class GdnPosition : DisplayObject
{
    private GdnPosition(MessageId id, DateTimeOffset? time) => (Id, Time) = (id, time);

    /// <summary>Before the first message.</summary>
    public static GdnPosition Earliest { get; } = Of(Protocol.MessageId.Earliest);

    /// <summary>After the last message.</summary>
    public static GdnPosition Latest { get; } = Of(Protocol.MessageId.Latest);

    /// <summary>The message, <c>earliest</c> or <c>latest</c>; empty where it is a time.</summary>
    public string MessageId => Id.ToString();

    /// <summary>The time: of the first message published then or later. Null where it is a message.</summary>
    public DateTimeOffset? Time { get; }

    internal MessageId Id { get; }

    /// <inheritdoc/>
    public override string ToString() => Time is { } time ? time.ToString("u", System.Globalization.CultureInfo.InvariantCulture) : MessageId;

    internal static GdnPosition Of(MessageId id) => new(id, null);

    internal static GdnPosition Of(DateTimeOffset time) => new(default, time);
}
