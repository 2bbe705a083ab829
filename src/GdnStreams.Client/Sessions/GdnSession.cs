using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One signed-in connection to a service. Thread-safe.</summary>
public sealed class GdnSession : IAsyncDisposable
{
    /// <summary>The base address.</summary>
    public Uri Url => throw new NotImplementedException();

    /// <summary>The tenant.</summary>
    public string Tenant => throw new NotImplementedException();

    /// <summary>The fabric.</summary>
    public string Fabric => throw new NotImplementedException();

    /// <summary>The user, where known.</summary>
    public string? User => throw new NotImplementedException();

    /// <summary>Whether it was disposed.</summary>
    public bool IsClosed => throw new NotImplementedException();

    /// <summary>When it signed in.</summary>
    public DateTimeOffset ConnectedAt => throw new NotImplementedException();

    /// <summary>Administration of streams.</summary>
    public StreamAdministration Streams => throw new NotImplementedException();

    /// <summary>Signs in.</summary>
    public static Task<GdnSession> ConnectAsync(GdnSessionOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Details of a fabric.</summary>
    public Task<FabricDetails> GetFabricAsync(string? name = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The fabrics.</summary>
    public Task<IReadOnlyList<FabricDetails>> ListFabricsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Opens a producer.</summary>
    public Task<Producer> CreateProducerAsync(StreamName stream, ProducerOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Opens a consumer.</summary>
    public Task<Consumer> SubscribeAsync(StreamName stream, string subscription, ConsumerOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Opens a reader.</summary>
    public Task<Reader> CreateReaderAsync(StreamName stream, ReaderOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
