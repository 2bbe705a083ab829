namespace GdnStreams.Benchmarks.Clients;

/// <summary>A client library of .NET that takes turns with others.</summary>
internal interface IBenchmarkClient : IAsyncDisposable
{
    /// <summary>Creates the streams with a subscription each, and connects producers.</summary>
    Task OpenAsync(Workload workload);

    Task PublishAsync(Run run);

    /// <summary>Receives and acknowledges, one by one.</summary>
    Task ReceiveAsync(Run run);

    /// <summary>Disconnects and deletes the streams.</summary>
    Task CloseAsync();
}
