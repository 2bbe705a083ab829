using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Stores messages as dead letters, as the server does that has delivered one too often: beside their own properties they say where they came from.</summary>
/// <param name="cmdlet">Whose pipeline thread waits.</param>
/// <param name="name">Their stream; null is the subscription's.</param>
internal sealed class DeadLetters(GdnCmdlet cmdlet, string? name) : IDisposable
{
    private static readonly TimeSpan Patience = new ProducerOptions().SendTimeout;
    private readonly Dictionary<(GdnSession Session, StreamName Stream), MessageSender> _senders = [];

    /// <summary>Stores one message; it is there when this returns.</summary>
    /// <exception cref="GdnException">It is not.</exception>
    public void Store(HeldConsumer source, GdnMessage message)
    {
        var stream = StreamOf(source);
        if (!_senders.TryGetValue((source.Session, stream), out var sender))
        {
            _senders[(source.Session, stream)] = sender = new MessageSender(cmdlet, source.Session, stream, Patience, create: true);
        }

        sender.Send(DeadLetter.Of(source.Session, source.Stream, source.Subscription, message), message);
        sender.Finish();
        while (sender.TryTakeEnded(out var ended))
        {
            if (ended.Result.Error is { } error)
            {
                throw error;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sender in _senders.Values)
        {
            sender.Dispose();
        }
    }

    private StreamName StreamOf(HeldConsumer source) =>
        name is not null ? DeadLetter.Named(source.Stream, name)
        : source.Options.DeadLetterTopic is { } topic ? StreamName.Parse(topic)
        : DeadLetter.Default(source.Stream, source.Subscription);
}
