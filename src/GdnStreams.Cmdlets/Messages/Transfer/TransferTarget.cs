using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Sends the messages of a source to one target, in order, so that each is stored once whatever is interrupted. A producer counts up by one, so that a
/// message which does not follow the one before it needs another.
/// </summary>
/// <param name="stream">The target.</param>
/// <param name="name">Names the producers.</param>
/// <param name="open">A sender that is given these options.</param>
/// <param name="timeout">How long a message may wait to be stored.</param>
/// <param name="take">Takes the messages of a sender that have ended. It throws where one failed: nothing may be sent after it under the same name.</param>
internal sealed class TransferTarget(StreamName stream, TransferName name, Func<StreamName, ProducerOptions, ProducerTurn, MessageSender> open, TimeSpan timeout, Action<MessageSender> take) : IDisposable
{
    private MessageSender? _sender;
    private string? _producer;
    private long _next;

    /// <summary>Sends one message.</summary>
    /// <param name="place">Where it lies in the source.</param>
    /// <param name="left">The last message before it that stays at the source.</param>
    /// <param name="message">What is sent.</param>
    /// <param name="of">The message that it is made of.</param>
    /// <exception cref="GdnException">It is not accepted. After any other code than MessageTooLarge and BadRequest nothing can be sent.</exception>
    public void Send(MessagePlace place, MessagePlace? left, OutgoingMessage message, GdnMessage of)
    {
        var producer = name.Of(place, left);
        var sequenceId = TransferName.SequenceIdOf(place);
        if (_sender is null || producer != _producer || sequenceId != _next)
        {
            Finish();
            var options = new ProducerOptions { ProducerName = producer, InitialSequenceId = sequenceId - 1, SendTimeout = timeout, StopOnFailure = true };
            _sender = open(stream, options, _producer is null ? ProducerTurn.First : ProducerTurn.Later);
            (_producer, _next) = (producer, sequenceId);
        }

        try
        {
            _sender.Send(message, of);
        }
        catch
        {
            // It took no number: what follows needs a producer that begins with its own.
            _next = -1;
            throw;
        }

        _next++;
        take(_sender);
    }

    /// <summary>Takes what has ended meanwhile.</summary>
    public void Collect()
    {
        if (_sender is not null)
        {
            _sender.Collect();
            take(_sender);
        }
    }

    /// <summary>Waits until everything sent is stored or has failed.</summary>
    public void Finish()
    {
        if (_sender is { } sender)
        {
            _sender = null;
            try
            {
                sender.Finish();
                take(sender);
            }
            finally
            {
                sender.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sender?.Dispose();
}
