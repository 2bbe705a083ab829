using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Sends messages to one stream.</summary>
public sealed class Producer : IAsyncDisposable
{
    /// <summary>The stream.</summary>
    public StreamName Stream => throw new NotImplementedException();

    /// <summary>The name.</summary>
    public string? Name => throw new NotImplementedException();

    /// <summary>Sends and waits for the receipt.</summary>
    public Task<MessageId> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Waits only for a place in the window.</summary>
    public ValueTask EnqueueAsync(OutgoingMessage message, object? state = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Takes one result of an enqueued message.</summary>
    public bool TryTakeResult(out SendResult result) => throw new NotImplementedException();

    /// <summary>Waits until all is answered.</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
