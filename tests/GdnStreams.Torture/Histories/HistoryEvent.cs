namespace GdnStreams.Torture.Histories;

/// <summary>One thing seen from outside.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Who">A producer or a subscription.</param>
/// <param name="Connection">The socket it happened on; each has a number of its own.</param>
/// <param name="Message">The message it is about.</param>
/// <param name="Id">Its id, where it is known.</param>
/// <param name="Time">When it was recorded, in ticks.</param>
internal readonly record struct HistoryEvent(HistoryEventKind Kind, string Who, int Connection, MessageName Message, EntryId Id, long Time);
