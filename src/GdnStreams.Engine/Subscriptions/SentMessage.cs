namespace GdnStreams.Engine;

/// <summary>A message that a consumer has and did not acknowledge; its payload is not kept. Owned by the subscription's loop.</summary>
internal sealed class SentMessage(long entry, string? key, EngineConsumer owner, long attempt)
{
    public long Entry { get; } = entry;

    public string? Key { get; } = key;

    public EngineConsumer Owner { get; } = owner;

    /// <summary>Number of this delivery, so that an old ack timeout does not hit a new one.</summary>
    public long Attempt { get; } = attempt;

    /// <summary>Whether it takes a place in its consumer's window; a negative acknowledgement frees it before the redelivery.</summary>
    public bool HoldsPlace { get; set; } = true;

    /// <summary>Whether its redelivery is already scheduled by a negative acknowledgement.</summary>
    public bool IsDenied { get; set; }
}
