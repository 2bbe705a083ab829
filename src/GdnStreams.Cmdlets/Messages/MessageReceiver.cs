using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Gives a Receive-GdnMessage its next message, and knows when there is none. Only its pipeline thread calls.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="streams">Where messages come from.</param>
/// <param name="joining">Streams that may join.</param>
/// <param name="deliveries">What the pipeline works on.</param>
/// <param name="stops">When it ends.</param>
/// <param name="watch">What happens to the connections.</param>
internal sealed class MessageReceiver(GdnCmdlet cmdlet, ReceivedStreams streams, NewStreams joining, Deliveries deliveries, ReceiveStops stops, ConnectionWatch watch)
{
    private readonly HashSet<StreamName> _refused = [];
    private bool _hasTimedOut;

    /// <summary>Ends the receive where it has what was there at its beginning; null goes on.</summary>
    public CaughtUp? CaughtUp { get; init; }

    /// <summary>Whether a script settles the messages.</summary>
    public bool ToScript { get; init; }

    /// <summary>How many messages there are to be in time; null wants none.</summary>
    public int? Wanted { get; init; }

    /// <summary>The next message; null where the time is up, and where none can come.</summary>
    /// <exception cref="GdnException">Why a connection ended.</exception>
    public GdnMessage? Next()
    {
        stops.Wait();
        while (!stops.IsCountReached && CaughtUp is not { IsReached: true })
        {
            if (cmdlet.Cancelled.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }

            watch.Tell(cmdlet);
            cmdlet.TellExchanges();
            if (joining.CanCome)
            {
                Join();
            }

            if (stops.IsTimeUp)
            {
                return EndInTime(); // Also where more has arrived: what is not handed out goes back to the subscription.
            }

            if (streams.TryReceive(ToScript, out var message))
            {
                return Taken(message);
            }

            var settled = deliveries.Changed;
            if (streams.AreStuck && deliveries.Open == 0)
            {
                TellFull();
                return null;
            }

            var left = stops.SecondsLeft;
            cmdlet.Await(WaitAsync(Math.Min(left, Pause()), settled));
            if (left <= 0)
            {
                return streams.TryReceive(ToScript, out message) ? Taken(message) : EndInTime();
            }

            if (CaughtUp is not null && stops.Idle >= CaughtUp.Patience && cmdlet.Await(CaughtUp.AskAsync(joining.Has, cmdlet.Cancelled)))
            {
                return streams.TryReceive(ToScript, out message) ? Taken(message) : null;
            }
        }

        return null;
    }

    /// <summary>Writes an error where a time has ended it before there were as many messages as wanted. A lost connection was told already.</summary>
    public void TellTooFew(string subscription)
    {
        if (_hasTimedOut && Wanted is { } wanted)
        {
            cmdlet.WriteError(ReceiveErrors.TooFew(subscription, stops.Received, wanted));
        }
    }

    private GdnMessage Taken(GdnMessage message)
    {
        stops.Count();
        CaughtUp?.Take(message);
        return message;
    }

    /// <summary>After how many seconds there is something to do even where no message comes.</summary>
    private double Pause() =>
        CaughtUp is not null ? CaughtUp.Patience.TotalSeconds : joining.CanCome ? NewStreams.Interval.TotalSeconds : double.MaxValue;

    /// <summary>Connects streams that are new: all that they have came after the beginning.</summary>
    private void Join()
    {
        foreach (var stream in joining.LookAsync(cmdlet.Cancelled) is { } looked ? cmdlet.Await(looked) : [])
        {
            try
            {
                if (!_refused.Contains(stream) && cmdlet.Await(streams.OpenAsync(stream, InitialPosition.Earliest, mayCreate: false, cmdlet.Cancelled)) is { } held)
                {
                    cmdlet.WriteVerbose($"Receiving {held.Stream}/{held.Subscription}, too.");
                }
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound)
            {
                // It is gone again.
            }
            catch (GdnException e)
            {
                _refused.Add(stream);
                cmdlet.WriteError(ErrorRecords.Of(e, stream.Name, ReceiveErrors.Todo(e, type: null)));
            }
        }
    }

    /// <summary>Who could settle one is this pipeline, which would wait for ever. What it has stays in the user's hands.</summary>
    private void TellFull()
    {
        if (deliveries.NotForwarded == 0)
        {
            foreach (var held in streams.All)
            {
                cmdlet.WriteError(ReceiveErrors.Full(held));
            }
        }
    }

    /// <summary>No message in the given time is no answer where the server could not be asked.</summary>
    private GdnMessage? EndInTime()
    {
        watch.Tell(cmdlet);
        _hasTimedOut = streams.Lost is null;
        if (streams.Lost is { } held)
        {
            cmdlet.WriteError(ReceiveErrors.Unknown($"{held.Stream}/{held.Subscription}", held.Consumer.Interruption));
        }

        return null;
    }

    /// <summary>Waits for a message, but only until the time is up or there is something else to look at: a lost connection, or a settled message where a window is full.</summary>
    private async Task WaitAsync(double seconds, Task settled)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Cancelled);
        if (seconds < double.MaxValue)
        {
            // At most the longest that a timer takes; who waits longer than 24 days is asked again.
            patience.CancelAfter(TimeSpan.FromMilliseconds(Math.Min(Math.Max(0, seconds * 1000), int.MaxValue - 1)));
        }

        var message = streams.WaitAsync(joining.Has, patience.Token);
        await (streams.IsAnyFull ? Task.WhenAny(message, watch.Noted, settled) : Task.WhenAny(message, watch.Noted)).ConfigureAwait(false);
        patience.Cancel();
        try
        {
            await message.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cmdlet.Cancelled.IsCancellationRequested)
        {
            // Nothing came in this time.
        }
    }
}
