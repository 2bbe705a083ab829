using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Tells of a delay that the session's service cannot keep.</summary>
internal static class DelayHint
{
    private static readonly TimeSpan PulsarTick = TimeSpan.FromSeconds(1);

    /// <summary>Warns of a delay shorter than the time between two looks of a Pulsar; on the pipeline thread.</summary>
    public static void Tell(Cmdlet cmdlet, GdnSession session, TimeSpan? delay)
    {
        if (session.Dialect == GdnDialect.Pulsar && delay > TimeSpan.Zero && delay < PulsarTick)
        {
            cmdlet.WriteWarning("A Pulsar looks once a second for what is to be delivered later, and delivers at once what waits less. Give -DeliverAfter of 1s or more.");
        }
    }
}
