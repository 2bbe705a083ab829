namespace GdnStreams.Engine;

/// <summary>One message as it is stored; never changed once it is.</summary>
public sealed record StoredMessage
{
    /// <summary>Number within its stream: 0, 1, 2... Given when it is written (<see cref="Append.Begin"/>).</summary>
    public long EntryId { get; set; }

    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When the server took it, in milliseconds since 1970. Given when it is appended.</summary>
    public long PublishTime { get; set; }

    /// <summary>The publisher's key, if any.</summary>
    public string? Key { get; init; }

    /// <summary>The publisher's properties, if any.</summary>
    public IReadOnlyDictionary<string, string>? Properties { get; init; }

    /// <summary>The publisher's event time in milliseconds since 1970, if any.</summary>
    public long? EventTime { get; init; }

    /// <summary>Not to be delivered before, in milliseconds since 1970; 0 is at once.</summary>
    public long DeliverAt { get; init; }

    /// <summary>About how many bytes it takes: payload, key and properties, and what surrounds them.</summary>
    public int Size => Surroundings + Payload.Length + (2 * (Key?.Length ?? 0)) + (Properties is { Count: > 0 } properties ? SizeOf(properties) : 0);

    private const int Surroundings = 256;

    private static int SizeOf(IReadOnlyDictionary<string, string> properties)
    {
        var size = 0;
        foreach (var (name, value) in properties)
        {
            size += 64 + (2 * (name.Length + value.Length));
        }

        return size;
    }
}
