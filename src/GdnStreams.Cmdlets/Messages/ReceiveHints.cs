using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Tells what a user of a subscription may not expect: options without effect, and, with -Verbose, messages that a new subscription does not get.</summary>
/// <param name="cmdlet">Who receives.</param>
/// <param name="session">The session.</param>
/// <param name="subscription">The subscription.</param>
internal sealed class ReceiveHints(PSCmdlet cmdlet, GdnSession session, string subscription)
{
    private readonly bool _isVerbose = cmdlet.MyInvocation.BoundParameters.TryGetValue("Verbose", out var given)
        ? given is SwitchParameter { IsPresent: true }
        : cmdlet.GetVariableValue("VerbosePreference") is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>How many messages a subscription will not get that does not exist yet and starts at the end; 0 where nobody wants to know.</summary>
    public async Task<long> CountPassedOverAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (!_isVerbose)
        {
            return 0;
        }

        try
        {
            return (await session.Subscriptions.ListAsync(stream, cancellationToken).ConfigureAwait(false)).Contains(subscription)
                ? 0
                : (await session.Streams.GetBacklogAsync(stream, cancellationToken).ConfigureAwait(false)).TotalMessages;
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.StreamNotFound or GdnErrorCode.Forbidden or GdnErrorCode.RouteNotFound or GdnErrorCode.NotSupported)
        {
            return 0; // It is a hint only: what follows says what is wrong.
        }
    }

    /// <summary>Tells of them.</summary>
    public void TellPassedOver(StreamName stream, long messages)
    {
        if (messages > 0)
        {
            cmdlet.WriteVerbose($"The subscription {subscription} is new and begins at the end of {stream}, which has {messages:n0} messages. With -InitialPosition Earliest a new one begins with them; Reset-GdnSubscription moves this one back.");
        }
    }

    /// <summary>Warns where there are no streams yet.</summary>
    public void WarnOfNone(IReadOnlyCollection<StreamName> streams, IEnumerable<string> names)
    {
        if (streams.Count == 0)
        {
            cmdlet.WriteWarning($"No stream is there yet that {string.Join(", ", names)} stands for.");
        }
    }

    /// <summary>Warns of dead letters that cannot come.</summary>
    public void Warn(HeldConsumer held)
    {
        if (held.Options.MaxRedeliverCount is not null && !held.CountsRedeliveries)
        {
            cmdlet.WriteWarning($"{held.Stream}/{held.Subscription} is {held.Options.Type}, where no redeliveries are counted: -MaxRedeliverCount moves nothing to the dead letters. Use -SubscriptionType Shared or KeyShared.");
        }
    }
}
