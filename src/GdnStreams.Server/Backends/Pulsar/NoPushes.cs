using GdnStreams.Protocol;
using GdnStreams.Server.Http;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>A gateway pushes nothing: several of them would each push the same.</summary>
internal sealed class NoPushes : IPushes
{
    public void Map(RestRoutes routes)
    {
        routes.Map(PushCalls.List, _ => Task.FromResult<IReadOnlyList<PushItem>?>([]));
        routes.Map(PushCalls.Get, RefuseAsync<PushItem>);
        routes.Map(PushCalls.Create, (call, _) => RefuseAsync<PushItem>(call));
        routes.Map(PushCalls.Change, (call, _) => RefuseAsync<PushItem>(call));
        routes.Map(PushCalls.Delete, RefuseAsync<string>);
        routes.Map(PushCalls.Test, RefuseAsync<PushTestReply>);
    }

    public Task StartAsync() => Task.CompletedTask;

    public Task DeleteAsync(TopicName stream, string? subscription, Func<Task> delete, CancellationToken cancellationToken) => delete();

    public Task EndAsync(string tenant, string fabric) => Task.CompletedTask;

    public ValueTask DisposeAsync() => default;

    private static Task<T?> RefuseAsync<T>(RestContext call) => throw new GdnException(
        GdnErrorCode.NotSupported, "A gateway to a Pulsar pushes nothing. Deliver with Invoke-GdnHandler, or with a consumer of your own that calls the address.");
}
