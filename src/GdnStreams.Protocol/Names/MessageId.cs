using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Identifies one message of one stream. Opaque to clients: keep it, compare it, send it back exactly as it came.</summary>
[JsonConverter(typeof(MessageIdConverter))]
public readonly record struct MessageId
{
    private readonly string? _text;

    /// <summary>Wraps the text that came from the wire.</summary>
    public MessageId(string text) => _text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>Before the first message of any stream.</summary>
    public static MessageId Earliest { get; } = new("earliest");

    /// <summary>After the last message of any stream.</summary>
    public static MessageId Latest { get; } = new("latest");

    /// <summary>Whether this is the default value, which identifies nothing.</summary>
    public bool IsNone => _text is null;

    /// <summary>The text of the wire; empty for the default value.</summary>
    public override string ToString() => _text ?? "";
}
