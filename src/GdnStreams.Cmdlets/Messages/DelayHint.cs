using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Tells of a delay that the session's service cannot keep.</summary>
internal static class DelayHint
{
    private static readonly TimeSpan PulsarTick = TimeSpan.FromSeconds(1);

    /// <summary>Warns of a delay that is no longer than the time between two looks of a Pulsar; on the pipeline thread.</summary>
    /// <exception cref="GdnException">The server, which is asked once in a session whether it is a gateway, does not answer.</exception>
    public static void Tell(GdnCmdlet cmdlet, GdnSession session, TimeSpan? delay)
    {
        if (delay > TimeSpan.Zero && delay <= PulsarTick && cmdlet.Await(IsOnPulsarAsync(session, cmdlet.Cancelled)))
        {
            cmdlet.WriteWarning("A Pulsar looks once a second for what is to be delivered later, and delivers it up to a second early: at once where it waits no longer. Give -DeliverAfter of more than 1s.");
        }
    }

    private static async Task<bool> IsOnPulsarAsync(GdnSession session, CancellationToken cancellationToken)
    {
        var settings = SessionSettings.Of(session);
        settings.IsOnPulsar ??= session.Dialect == GdnDialect.Pulsar || (await session.GetServerVersionAsync(cancellationToken).ConfigureAwait(false)).Engine == "pulsar";
        return settings.IsOnPulsar.Value;
    }
}
