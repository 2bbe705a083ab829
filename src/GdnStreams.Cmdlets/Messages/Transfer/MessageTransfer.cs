using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Takes the messages of a subscription to their targets, in order. They are acknowledged once they are stored there, and what is interrupted between the two is
/// not stored twice by the next run.
/// </summary>
/// <param name="source">The messages.</param>
/// <param name="plan">Where they go.</param>
/// <param name="open">A target.</param>
/// <param name="report">Counts.</param>
/// <param name="acknowledgesRest">Whether what is left out is acknowledged, too: the subscription is a bookmark.</param>
internal sealed class MessageTransfer(TransferSource source, TransferPlan plan, Func<StreamName, TransferTarget> open, TransferReport report, bool acknowledgesRest) : IDisposable
{
    private readonly Dictionary<StreamName, TransferTarget> _targets = [];
    private readonly HashSet<StreamName> _refusing = [];

    /// <summary>Transfers up to so many.</summary>
    /// <exception cref="GdnException">Why it ended.</exception>
    public void Run(long most)
    {
        try
        {
            source.Open();
            for (long sent = 0; sent < most && source.Next(Collect) is { } next;)
            {
                if (source.HasBegunAgain)
                {
                    sent -= _targets.Values.Sum(target => target.BeginAgain());
                    source.BeginAgain();
                    if (!acknowledgesRest)
                    {
                        report.BeginAgain();
                    }
                }

                sent += TryTake(next.Message, next.Place) ? 1 : 0;
                report.Progress();
            }

            Finish();
            source.Flush();
        }
        finally
        {
            source.Close();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var target in _targets.Values)
        {
            target.Dispose();
        }
    }

    private bool TryTake(GdnMessage message, MessagePlace place)
    {
        if (!IsWanted(message))
        {
            Skip(message);
            return false;
        }

        if (plan.WasMovedTooOften(message))
        {
            report.SkipTooOften();
            return false;
        }

        if (plan.TargetOf(message, out var why) is not { } target)
        {
            report.FailWithoutOrigin(why);
            return false;
        }

        if (_refusing.Contains(target))
        {
            report.FailAgain();
            return false;
        }

        return TrySend(message, place, target);
    }

    private bool TrySend(GdnMessage message, MessagePlace place, StreamName target)
    {
        try
        {
            if (plan.Make(message) is { } outgoing)
            {
                TargetOf(target).Send(place, outgoing, message);
                return true;
            }

            Skip(message);
            return false;
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest)
        {
            report.Fail(message, e);
        }
        catch (GdnException e) when (!plan.HasOneTarget && e.Code is (GdnErrorCode.StreamNotFound or GdnErrorCode.StreamTerminated or GdnErrorCode.Forbidden))
        {
            // The messages of other streams go on.
            report.Fail(message, e);
            _refusing.Add(target);
        }

        return false;
    }

    private bool IsWanted(GdnMessage message)
    {
        try
        {
            return plan.Takes(message);
        }
        catch (GdnException e)
        {
            // A filter that fails would leave one message after the other.
            throw new GdnException(e.Code, $"{e.Message} It ended at the message {message.MessageId}.", e);
        }
    }

    private void Skip(GdnMessage message)
    {
        report.Skip();
        if (acknowledgesRest)
        {
            source.Acknowledge(message.Id);
        }
    }

    private TransferTarget TargetOf(StreamName stream)
    {
        if (!_targets.TryGetValue(stream, out var target))
        {
            _targets[stream] = target = open(stream);
        }

        return target;
    }

    private void Collect()
    {
        foreach (var target in _targets.Values)
        {
            target.Collect();
        }
    }

    private void Finish()
    {
        foreach (var target in _targets.Values)
        {
            target.Finish();
        }
    }
}
