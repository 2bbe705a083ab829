using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What a client says on a consumer or reader socket. No type, or an unknown one, acknowledges <see cref="MessageId"/>.</summary>
public sealed record ConsumerCommand
{
    /// <summary>Type of <see cref="Deny"/>.</summary>
    public const string NegativeAcknowledge = "negativeAcknowledge";

    /// <summary>Type of <see cref="Permit"/>.</summary>
    public const string PermitType = "permit";

    /// <summary>Type of <see cref="Unsubscribe"/>.</summary>
    public const string UnsubscribeType = "unsubscribe";

    /// <summary>Type of <see cref="IsEndOfTopic"/>.</summary>
    public const string IsEndOfTopicType = "isEndOfTopic";

    /// <summary>What to do; exact case.</summary>
    [JsonPropertyName("type"), JsonConverter(typeof(LenientTextConverter))]
    public string? Type { get; init; }

    /// <summary>The message meant.</summary>
    [JsonPropertyName("messageId"), JsonConverter(typeof(LenientTextConverter))]
    public string? MessageId { get; init; }

    /// <summary>How many more messages the server may send (pull mode).</summary>
    [JsonPropertyName("permitMessages")]
    public int? PermitMessages { get; init; }

    /// <summary>Asks whether the topic was terminated and read to its end; answered by <see cref="EndOfTopic"/>.</summary>
    [JsonIgnore]
    public static ConsumerCommand IsEndOfTopic { get; } = new() { Type = IsEndOfTopicType };

    /// <summary>Deletes the subscription; the socket stays open without use.</summary>
    [JsonIgnore]
    public static ConsumerCommand Unsubscribe { get; } = new() { Type = UnsubscribeType };

    /// <summary>Acknowledges one message.</summary>
    public static ConsumerCommand Acknowledge(MessageId id) => new() { MessageId = id.ToString() };

    /// <summary>Gives one message back for redelivery.</summary>
    public static ConsumerCommand Deny(MessageId id) => new() { Type = NegativeAcknowledge, MessageId = id.ToString() };

    /// <summary>Allows the server to send <paramref name="messages"/> more (pull mode).</summary>
    public static ConsumerCommand Permit(int messages) => new() { Type = PermitType, PermitMessages = messages };
}
