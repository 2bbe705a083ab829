using GdnStreams.Protocol;

namespace GdnStreams.Engine;

/// <summary>One message on its way to one consumer.</summary>
/// <param name="Position">What to acknowledge.</param>
/// <param name="Message">The message.</param>
/// <param name="RedeliveryCount">How often it was delivered before (Shared and Key_Shared).</param>
public readonly record struct Delivery(MessagePosition Position, StoredMessage Message, int RedeliveryCount);
