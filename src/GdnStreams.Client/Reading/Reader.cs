using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Reads a stream from a position, without subscription.</summary>
public sealed class Reader : IAsyncDisposable
{
    /// <summary>The stream.</summary>
    public StreamName Stream => throw new NotImplementedException();

    /// <summary>Waits for the next message.</summary>
    public ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Takes a message that is here already.</summary>
    public bool TryReceive([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ReceivedMessage? message) => throw new NotImplementedException();

    /// <summary>All messages, until cancelled.</summary>
    public IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
