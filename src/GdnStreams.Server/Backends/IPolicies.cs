using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends;

/// <summary>How long messages live: in a namespace, or in one stream. What is absent is inherited.</summary>
internal interface IPolicies
{
    Task<RetentionBody> GetAsync(string tenant, string namespaceName, CancellationToken cancellationToken);

    Task SetAsync(string tenant, string namespaceName, RetentionBody policy, CancellationToken cancellationToken);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task<RetentionBody> GetAsync(TopicName topic, CancellationToken cancellationToken);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.StreamNotFound"/></exception>
    Task SetAsync(TopicName topic, RetentionBody policy, CancellationToken cancellationToken);
}
