using GdnStreams.Protocol;
using GdnStreams.Server.Http;

namespace GdnStreams.Server.Backends;

/// <summary>Subscriptions that the server delivers to addresses; a push ends with its stream or subscription.</summary>
internal interface IPushes : IAsyncDisposable
{
    /// <summary>Maps the calls about them.</summary>
    void Map(RestRoutes routes);

    /// <summary>Begins to deliver.</summary>
    Task StartAsync();

    /// <summary>Deletes a stream (null), or one of its subscriptions, with the pushes of it.</summary>
    Task DeleteAsync(TopicName stream, string? subscription, Func<Task> delete, CancellationToken cancellationToken);

    /// <summary>Ends those of a fabric that is gone.</summary>
    Task EndAsync(string tenant, string fabric);
}
