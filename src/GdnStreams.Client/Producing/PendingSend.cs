using System.Diagnostics;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One message between its acceptance and its acknowledgement.</summary>
internal struct PendingSend
{
    public OutgoingMessage Message;
    public object? State;
    public TaskCompletionSource<MessageId>? Receipt;
    public Activity? Activity;
    public long AcceptedAt;

    /// <summary>It was written to a socket, and so has a sequence number.</summary>
    public bool IsWritten;

    /// <summary>Its sender knows the result; it is kept only because the broker counts its sequence id.</summary>
    public bool IsTold;

    /// <summary>It has ended; its place becomes free once all before it have ended.</summary>
    public bool IsDone;

    public readonly int Size => Message.Payload.Length;
}
