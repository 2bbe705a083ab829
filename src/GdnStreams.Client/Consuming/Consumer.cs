using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Receives and acknowledges the messages of one subscription.</summary>
public sealed class Consumer : IAsyncDisposable
{
    /// <summary>The stream.</summary>
    public StreamName Stream => throw new NotImplementedException();

    /// <summary>The subscription.</summary>
    public string Subscription => throw new NotImplementedException();

    /// <summary>Waits for the next message.</summary>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Takes a message that is here already.</summary>
    public bool TryReceive([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ReceivedMessage? message) => throw new NotImplementedException();

    /// <summary>All messages, until cancelled.</summary>
    public IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Acknowledges.</summary>
    public ValueTask AcknowledgeAsync(MessageId id, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Gives back for redelivery.</summary>
    public ValueTask NegativeAcknowledgeAsync(MessageId id, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Deletes the subscription.</summary>
    public Task UnsubscribeAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
