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

    /// <summary>Its sender knows how it ended; it only waits for its sequence number to be used up again.</summary>
    public bool IsTold;

    /// <summary>It is over; its place becomes free when it is the oldest.</summary>
    public bool IsDone;

    public readonly int Size => Message.Payload.Length;
}
