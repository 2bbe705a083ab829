using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Why a message was not stored, or is not known to be.</summary>
internal static class SendErrors
{
    /// <summary>Null where it was stored.</summary>
    public static GdnException? Of(ProducerAck ack) => ack.IsOk ? null : new GdnException(
        ack.Failure is FrameErrorCode.Deserialize or FrameErrorCode.PayloadEncoding ? GdnErrorCode.BadRequest : GdnErrorCode.Internal,
        $"The server did not store the message: {ack.Result} {ack.ErrorMsg}");

    public static GdnException Late(TimeSpan timeout) => new(
        GdnErrorCode.Timeout,
        $"No acknowledgement within {timeout.TotalSeconds:0.###} s. The message may be stored all the same. Check the server, or allow more time.");
}
