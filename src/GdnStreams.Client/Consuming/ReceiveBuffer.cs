using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace GdnStreams.Client;

/// <summary>The messages that have arrived and are not taken yet, bounded by count and bytes: who writes waits for room.</summary>
internal sealed class ReceiveBuffer(int maxMessages, long maxBytes)
{
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateBounded<ReceivedMessage>(new BoundedChannelOptions(maxMessages) { SingleWriter = true });
    private readonly Channel<bool> _room = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _bytes;

    public bool IsEnded => _messages.Reader.Completion.IsCompleted;

    public int Count => _messages.Reader.Count;

    public async ValueTask WriteAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        // One message larger than all the room passes alone.
        while (Interlocked.Read(ref _bytes) is > 0 and var bytes && bytes + message.Payload.Length > maxBytes)
        {
            await _room.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        Interlocked.Add(ref _bytes, message.Payload.Length);
        await _messages.Writer.WriteAsync(message, cancellationToken).ConfigureAwait(false);
    }

    public bool TryTake([NotNullWhen(true)] out ReceivedMessage? message)
    {
        if (!_messages.Reader.TryRead(out message))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, -message.Payload.Length);
        _room.Writer.TryWrite(true);
        return true;
    }

    /// <summary>Waits until there is something to take; false where nothing will come any more.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _messages.Reader.WaitToReadAsync(cancellationToken);

    public void Clear()
    {
        while (TryTake(out _))
        {
        }
    }

    /// <summary>Nothing comes any more; what has arrived can still be taken. With a reason, waiting then throws it.</summary>
    public void End(Exception? reason) => _messages.Writer.TryComplete(reason);
}
