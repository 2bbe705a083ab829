using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One message between its acceptance and its acknowledgement.</summary>
internal sealed class PendingSend(OutgoingMessage message, object? state, TaskCompletionSource<MessageId>? receipt, long context, long acceptedAt)
{
    public OutgoingMessage Message { get; } = message;

    public object? State { get; } = state;

    public TaskCompletionSource<MessageId>? Receipt { get; } = receipt;

    public long Context { get; } = context;

    public long AcceptedAt { get; } = acceptedAt;

    public bool WasWritten { get; set; }
}
