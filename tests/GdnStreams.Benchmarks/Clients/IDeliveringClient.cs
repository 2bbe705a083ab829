namespace GdnStreams.Benchmarks.Clients;

/// <summary>A client that can tell how long messages take from one end to the other.</summary>
internal interface IDeliveringClient : IBenchmarkClient
{
    /// <summary>Publishes so many messages a second on the first stream, and takes down how long each took to its receipt.</summary>
    Task DeliverAsync(Run run, double rate);
}
