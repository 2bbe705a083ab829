using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Generated serializers of the frames. Nulls are left out; Base64's plus sign is written as it is.</summary>
[JsonSerializable(typeof(ProducerMessage))]
[JsonSerializable(typeof(ProducerAck))]
[JsonSerializable(typeof(ConsumerMessage))]
[JsonSerializable(typeof(ConsumerCommand))]
[JsonSerializable(typeof(EndOfTopic))]
internal sealed partial class FrameJson : JsonSerializerContext
{
    /// <summary>The one instance to use.</summary>
    public static FrameJson Instance { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
