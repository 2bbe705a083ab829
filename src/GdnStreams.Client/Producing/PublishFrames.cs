using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The frame of a message, and whether it is small enough for the wire.</summary>
internal static class PublishFrames
{
    private const int MostOfOneChar = 6;
    private const int MostOfTheRest = 512;

    public static ReadOnlyMemory<byte> Write(FrameWriter writer, in OutgoingMessage message, long context) => writer.Write(new PublishFrame
    {
        Payload = message.Payload.Span,
        Properties = message.Properties,
        Context = context,
        Key = message.Key,
        ReplicationClusters = message.ReplicationClusters,
        EventTime = message.EventTime,
        DeliverAt = message.DeliverAt?.ToUnixTimeMilliseconds(),
        DeliverAfterMs = message.DeliverAfter is { } delay ? (long)delay.TotalMilliseconds : null,
    });

    /// <exception cref="GdnException">MessageTooLarge; BadRequest where a property is null.</exception>
    public static void Check(in OutgoingMessage message)
    {
        var payload = ((long)message.Payload.Length + 2) / 3 * 4;
        var text = (long)(message.Key?.Length ?? 0);
        foreach (var pair in message.Properties ?? ConsumerMessage.NoProperties)
        {
            text += pair.Key.Length + 1 + (pair.Value?.Length ?? throw new GdnException(GdnErrorCode.BadRequest, $"The property '{pair.Key}' is null. Leave it out, or make it text."));
        }

        foreach (var cluster in message.ReplicationClusters ?? [])
        {
            text += cluster.Length + 1;
        }

        if (payload + (text * MostOfOneChar) + MostOfTheRest <= ProtocolLimits.MaxFrameBytes)
        {
            return;
        }

        // A payload above the limit cannot fit. Close to it, only the written frame tells.
        var size = payload;
        if (size <= ProtocolLimits.MaxFrameBytes)
        {
            using var writer = new FrameWriter();
            size = Write(writer, message, long.MaxValue).Length;
        }

        if (size > ProtocolLimits.MaxFrameBytes)
        {
            throw new GdnException(
                GdnErrorCode.MessageTooLarge,
                $"The message makes a frame of {size} bytes; at most {ProtocolLimits.MaxFrameBytes} are allowed, which is about 786,000 bytes of payload. Send it in parts, or store it elsewhere and send its address.");
        }
    }
}
