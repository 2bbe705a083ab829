using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>How long messages live: in the session's fabric, scope by scope, or in one stream. Thread-safe.</summary>
/// <remarks>In a Pulsar a stream's policy may show a moment after it was set. It keeps time and size of a retention together: if one of them is absent, it has no limit there.</remarks>
public abstract class PolicyAdministration
{
    private protected PolicyAdministration()
    {
    }

    /// <summary>The fabric's retention and time to live, of one scope (default global).</summary>
    /// <exception cref="GdnException">FabricNotFound.</exception>
    public abstract Task<RetentionPolicy> GetFabricRetentionAsync(StreamScope scope = StreamScope.Global, CancellationToken cancellationToken = default);

    /// <summary>Replaces the fabric's retention and time to live, of one scope or of both (null). What is absent goes back to the server's default.</summary>
    /// <exception cref="GdnException">FabricNotFound; BadRequest: a value is out of its bounds.</exception>
    public abstract Task SetFabricRetentionAsync(RetentionPolicy policy, StreamScope? scope = null, CancellationToken cancellationToken = default);

    /// <summary>The fabric's time to live of messages, of one scope (default global); zero is for ever.</summary>
    /// <exception cref="GdnException">FabricNotFound.</exception>
    public abstract Task<TimeSpan> GetTtlAsync(StreamScope scope = StreamScope.Global, CancellationToken cancellationToken = default);

    /// <summary>Sets the fabric's time to live of messages, of one scope or of both (null).</summary>
    /// <param name="ttl">Whole seconds, at most int.MaxValue; zero is for ever.</param>
    /// <param name="scope">Global, local, or null for both.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is out of its bounds.</exception>
    /// <exception cref="GdnException">FabricNotFound.</exception>
    public Task SetTtlAsync(TimeSpan ttl, StreamScope? scope = null, CancellationToken cancellationToken = default) =>
        ttl >= TimeSpan.Zero && ttl.TotalSeconds <= int.MaxValue
            ? SetTtlCoreAsync((long)ttl.TotalSeconds, scope, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(ttl), ttl, $"A time to live is 0 to {int.MaxValue} seconds.");

    /// <summary>A stream's own retention and time to live; what is absent comes from its fabric.</summary>
    /// <exception cref="GdnException">StreamNotFound.</exception>
    public abstract Task<RetentionPolicy> GetRetentionAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Replaces a stream's own retention and time to live; what is absent comes from its fabric.</summary>
    /// <exception cref="GdnException">StreamNotFound; BadRequest: a value is out of its bounds.</exception>
    public abstract Task SetRetentionAsync(StreamName stream, RetentionPolicy policy, CancellationToken cancellationToken = default);

    private protected abstract Task SetTtlCoreAsync(long seconds, StreamScope? scope, CancellationToken ct);
}
