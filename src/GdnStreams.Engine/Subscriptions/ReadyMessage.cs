namespace GdnStreams.Engine;

/// <summary>A message that waits for a consumer, or that one has and did not acknowledge.</summary>
internal sealed class ReadyMessage(StoredMessage message, int redeliveryCount)
{
    public StoredMessage Message { get; } = message;

    public int RedeliveryCount { get; set; } = redeliveryCount;

    /// <summary>Who has it; null while it waits.</summary>
    public EngineConsumer? Owner { get; set; }

    /// <summary>Whether its redelivery is already scheduled by a negative acknowledgement.</summary>
    public bool IsDenied { get; set; }

    /// <summary>Counts its deliveries, so that an old ack timeout does not hit a new one.</summary>
    public int Attempt { get; set; }
}
