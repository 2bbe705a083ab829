using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Which part of a stream is read: from a message or time on, to a message, or to a time and without it.</summary>
internal sealed record MessageRange
{
    /// <summary>The first message, or the time of the first.</summary>
    public GdnPosition From { get; init; } = GdnPosition.Earliest;

    /// <summary>The last message, or a time that all messages are before. <see cref="GdnPosition.Latest"/> is what is there when the reading begins.</summary>
    public GdnPosition To { get; init; } = GdnPosition.Latest;

    /// <summary>Only so many, the last ones that are wanted; null is all.</summary>
    public int? Last { get; init; }

    /// <summary>Whether to go on with what comes later.</summary>
    public bool Follows { get; init; }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the parts contradict each other.</exception>
    public MessageRange Checked() =>
        Follows && To.Id != MessageId.Latest ? throw new GdnException(GdnErrorCode.BadRequest, "-Follow goes on with what comes, and -To says where to end. Leave one of them out.")
        : To.Id == MessageId.Earliest ? throw new GdnException(GdnErrorCode.BadRequest, "-To Earliest is before every message. Give a message, a time, or Latest.")
        : From.Time is { } from && To.Time is { } to && from >= to ? throw new GdnException(GdnErrorCode.BadRequest, $"-From {From} is not before -To {To}.")
        : this;
}
