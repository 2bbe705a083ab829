using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Sends the messages of a source to one target, in order, so that each is stored once whatever is interrupted: by pieces without a gap, each with a producer of
/// its own. A piece is acknowledged when all of it is stored, its last message first. So what an interruption leaves of it begins with its first
/// message, by which the next run knows its name again.
/// </summary>
/// <param name="stream">The target.</param>
/// <param name="name">Names the producers.</param>
/// <param name="open">A sender that is given these options.</param>
/// <param name="timeout">How long a message may wait to be stored.</param>
/// <param name="take">Takes the messages of a sender that have ended, and says which are stored. It throws where one failed: nothing may be sent after it under the same name.</param>
/// <param name="acknowledge">Takes a message from the source.</param>
internal sealed class TransferTarget(
    StreamName stream, TransferName name, Func<StreamName, ProducerOptions, ProducerTurn, MessageSender> open, TimeSpan timeout, Action<MessageSender, Action<GdnMessage>> take,
    Action<MessageId> acknowledge) : IDisposable
{
    private readonly Stack<MessageId> _stored = new();
    private MessageSender? _sender;
    private MessagePlace? _last;
    private bool _hasOpened;

    /// <summary>Sends one message.</summary>
    /// <param name="place">Where it lies in the source.</param>
    /// <param name="message">What is sent.</param>
    /// <param name="of">The message that it is made of.</param>
    /// <exception cref="GdnException">It is not accepted. After any other code than MessageTooLarge and BadRequest nothing can be sent.</exception>
    public void Send(MessagePlace place, OutgoingMessage message, GdnMessage of)
    {
        if (_sender is null || _last is not { } last || !name.IsSamePiece(stream, place, last))
        {
            Finish();
            var options = new ProducerOptions { ProducerName = name.Begin(stream, place), InitialSequenceId = TransferName.SequenceIdOf(place) - 1, SendTimeout = timeout, StopOnFailure = true };
            _sender = open(stream, options, _hasOpened ? ProducerTurn.Later : ProducerTurn.First);
            _hasOpened = true;
        }

        _last = null; // Where it is not accepted, it takes no number: what follows begins another piece.
        _sender.Send(message, of);
        _last = place;
        Take(_sender);
    }

    /// <summary>Takes what has ended meanwhile.</summary>
    public void Collect()
    {
        if (_sender is not null)
        {
            _sender.Collect();
            Take(_sender);
        }
    }

    /// <summary>Waits until everything sent is stored or has failed, and acknowledges it.</summary>
    public void Finish()
    {
        End();
        while (_stored.Count > 0)
        {
            acknowledge(_stored.Pop());
        }
    }

    /// <summary>Waits for the same, but leaves the piece that was begun to come again: had the source heard of a part only, the rest would get another name.</summary>
    /// <returns>How many messages come again.</returns>
    public int BeginAgain()
    {
        End();
        var count = _stored.Count;
        _stored.Clear();
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _sender?.Dispose();

    private void End()
    {
        if (_sender is { } sender)
        {
            _sender = null;
            try
            {
                sender.Finish();
                Take(sender);
            }
            finally
            {
                sender.Dispose();
            }
        }
    }

    private void Take(MessageSender sender) => take(sender, message => _stored.Push(message.Id));
}
