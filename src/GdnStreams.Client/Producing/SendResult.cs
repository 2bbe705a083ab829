using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How one enqueued message ended.</summary>
/// <param name="State">The object given with the message.</param>
/// <param name="Id">Where it was stored; none when it failed.</param>
/// <param name="Error">Why it failed; null when it was stored.</param>
public readonly record struct SendResult(object? State, MessageId Id, GdnException? Error);
