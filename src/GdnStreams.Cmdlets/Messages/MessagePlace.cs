using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Where a message lies in its stream, also within an entry that holds several.</summary>
/// <param name="Position">The entry.</param>
/// <param name="Index">Its place in the entry, from 0; -1 where the entry is one message, or all of them are meant.</param>
/// <param name="Size">How many messages the entry holds; 0 where that is not known.</param>
internal readonly record struct MessagePlace(MessagePosition Position, int Index, int Size)
{
    /// <summary>Where a reader starts that is to get the whole entry.</summary>
    public MessageId Before => (Position.EntryId < 0 ? Position : Position with { EntryId = Position.EntryId - 1 }).ToMessageId();

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it is no message id.</exception>
    public static MessagePlace Of(MessageId id) => MessagePosition.TryParse(id.ToString(), out var position, out var batch)
        ? new MessagePlace(position, batch.Index, batch.Size)
        : throw new GdnException(GdnErrorCode.BadRequest, $"'{id}' is no message id.");

    /// <summary>Whether it comes before another.</summary>
    public bool IsBefore(MessagePlace other) => Position < other.Position || (Position == other.Position && Index < other.Index);

    /// <summary>Whether it comes after another, or after all of the other's entry.</summary>
    public bool IsAfter(MessagePlace other) => Position > other.Position || (Position == other.Position && other.Index >= 0 && Index > other.Index);

    /// <summary>Whether nothing up to and with another comes after this one.</summary>
    public bool Reaches(MessagePlace end) =>
        Position > end.Position || (Position == end.Position && (Index < 0 || Index == Size - 1 || (end.Index >= 0 && Index >= end.Index)));
}
