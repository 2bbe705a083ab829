using GdnStreams.Protocol;
using GdnStreams.Server.Http;
using GdnStreams.Server.Pushing;

namespace GdnStreams.Server.Backends.Embedded;

/// <summary>Pushes over the engine in this process.</summary>
internal sealed class EnginePushes(PushDirectory pushes, PushEndpoints endpoints) : IPushes
{
    public void Map(RestRoutes routes) => endpoints.Map(routes);

    public Task StartAsync() => pushes.StartAsync();

    public Task DeleteAsync(TopicName stream, string? subscription, Func<Task> delete, CancellationToken cancellationToken) =>
        pushes.DeleteAsync(stream, subscription, delete, cancellationToken);

    public Task EndAsync(string tenant, string fabric) => pushes.EndAsync(pushes.List(tenant, fabric));

    public ValueTask DisposeAsync() => pushes.DisposeAsync();
}
