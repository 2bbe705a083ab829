using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>Makes streams by requests for many.</summary>
internal static class StreamsAtOnce
{
    private const int Connections = 64;

    public static async Task CreateAsync(GdnSession session, IReadOnlyList<StreamName> streams)
    {
        if ((await session.Streams.CreateManyAsync(streams)).FirstOrDefault(creation => creation.Failure is not null) is { } failed)
        {
            throw failed.Failure!;
        }
    }

    /// <summary>Makes the streams many{from} to many{to}, and publishes a message to each.</summary>
    public static async Task FillAsync(GdnSession session, int from, int to)
    {
        StreamName[] streams = [.. Enumerable.Range(from, to - from).Select(i => StreamName.Create($"many{i}", StreamScope.Global))];
        await CreateAsync(session, streams);
        await Parallel.ForEachAsync(streams, new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (stream, cancellation) => await session.Streams.PublishAsync(stream, new byte[100], cancellation));
    }
}
