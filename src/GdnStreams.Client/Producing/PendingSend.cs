using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One message between its acceptance and its acknowledgement.</summary>
internal sealed class PendingSend(OutgoingMessage message, object? state, TaskCompletionSource<MessageId>? receipt)
{
    public OutgoingMessage Message { get; } = message;

    public object? State { get; } = state;

    public TaskCompletionSource<MessageId>? Receipt { get; } = receipt;

    public int Size => Message.Payload.Length;

    /// <summary>Its number, from 1; 0 before it has a place.</summary>
    public long Context { get; set; }

    public long AcceptedAt { get; set; }

    public bool WasWritten { get; set; }
}
