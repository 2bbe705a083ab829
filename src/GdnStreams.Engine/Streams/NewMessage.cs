namespace GdnStreams.Engine;

/// <summary>A message to store.</summary>
public readonly record struct NewMessage
{
    /// <summary>The bytes; must not change any more.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Key, if any.</summary>
    public string? Key { get; init; }

    /// <summary>Properties, if any.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>Event time, if any.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Not to be delivered before (Shared and Key_Shared); null is at once.</summary>
    public DateTimeOffset? DeliverAt { get; init; }

    internal StoredMessage ToStored() => new()
    {
        Payload = Payload,
        Key = Key,
        Properties = Properties,
        EventTime = EventTime?.ToUnixTimeMilliseconds(),
        DeliverAt = DeliverAt?.ToUnixTimeMilliseconds() ?? 0,
    };
}
