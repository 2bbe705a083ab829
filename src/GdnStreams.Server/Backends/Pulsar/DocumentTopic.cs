using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>The topic that holds the documents, alone in a fabric.</summary>
internal static class DocumentTopic
{
    /// <summary>Its stream.</summary>
    public static readonly StreamName Stream = StreamName.Create("documents", StreamScope.Local);

    private const int MostAttempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly RetentionPolicy ForEver = new() { TimeInMinutes = -1, SizeInMegabytes = -1 };

    /// <summary>Makes it where it is missing, with its tenant, and lets it keep everything.</summary>
    /// <exception cref="GdnException">Why that is not possible.</exception>
    public static async Task MakeAsync(GdnSession session, CancellationToken cancellationToken)
    {
        for (var count = 1;; count++)
        {
            try
            {
                await PulsarCluster.MakeTenantAsync(session, cancellationToken);
                await MakeStreamAsync(session, cancellationToken);
                await session.Policies.SetFabricRetentionAsync(ForEver, StreamScope.Local, cancellationToken);
                return;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.Internal && count < MostAttempts)
            {
                await Task.Delay(Pause, cancellationToken); // Another gateway makes it at the same time, and Pulsar says 500 to the slower one.
            }
        }
    }

    private static async Task MakeStreamAsync(GdnSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Streams.CreateAsync(Stream, cancellationToken);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamExists)
        {
            // From another gateway, or another time.
        }
    }
}
