using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Receives one subscription name on several streams as one sequence: a socket for each stream, served in turn. Thread-safe.</summary>
/// <remarks>The order of each stream is kept. When one of the streams ends for good, so does the sequence, with that stream's reason.</remarks>
public sealed class MultiStreamConsumer : IAsyncDisposable
{
    private readonly Consumer[] _consumers;
    private readonly Dictionary<StreamName, Consumer> _byStream;
    private readonly Channel<bool> _doorbell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _turn = -1;

    internal MultiStreamConsumer(IReadOnlyList<Consumer> consumers)
    {
        _consumers = [.. consumers];
        _byStream = _consumers.ToDictionary(consumer => consumer.Stream);
        foreach (var consumer in _consumers)
        {
            consumer.Feed.Arrived = () => _doorbell.Writer.TryWrite(true);
            consumer.StateChanged += (sender, change) => StateChanged?.Invoke(sender, change);
        }

        // Messages that arrived before the bell was set.
        _doorbell.Writer.TryWrite(true);
    }

    /// <summary>Raised at each change of the state of one of its <see cref="Consumers"/>, which is the sender: return soon.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? StateChanged;

    /// <summary>The consumers, one for each stream; each has a connection of its own.</summary>
    public IReadOnlyList<Consumer> Consumers => _consumers;

    /// <summary>Where the connections are: the state of the one that is worst off.</summary>
    public ConnectionState State => WorstOff().State;

    /// <summary>Why the connection that is worst off has no open socket; null where all are open, or were disposed.</summary>
    public GdnException? Interruption => WorstOff().Interruption;

    /// <summary>How many acknowledgements the servers are not known to have read, of all streams together; see <see cref="Consumer.UnconfirmedAcknowledgements"/>.</summary>
    public int UnconfirmedAcknowledgements => _consumers.Sum(consumer => consumer.UnconfirmedAcknowledgements);

    /// <summary>Takes a message that has arrived, from the streams in turn; false where there is none now.</summary>
    public bool TryReceive([NotNullWhen(true)] out ReceivedMessage? message)
    {
        for (var i = 0; i < _consumers.Length; i++)
        {
            var turn = (int)((uint)Interlocked.Increment(ref _turn) % (uint)_consumers.Length);
            if (_consumers[turn].TryReceive(out message))
            {
                // Another waiter may be asleep although there is more.
                _doorbell.Writer.TryWrite(true);
                return true;
            }
        }

        message = null;
        return false;
    }

    /// <summary>Waits for the next message of any stream; <see cref="ReceivedMessage.Stream"/> tells which.</summary>
    /// <exception cref="GdnException">Closed; or why one of the connections ended.</exception>
    public async ValueTask<ReceivedMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (TryReceive(out var message))
            {
                return message;
            }

            foreach (var consumer in _consumers)
            {
                if (consumer.Feed.IsEnded)
                {
                    // Nothing is left to receive; this throws the reason.
                    _doorbell.Writer.TryWrite(true);
                    return await consumer.ReceiveAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            await _doorbell.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Every message as it arrives; ends when the consumer is disposed.</summary>
    /// <exception cref="GdnException">Why one of the connections ended.</exception>
    public async IAsyncEnumerable<ReceivedMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ReceivedMessage message;
            try
            {
                message = await ReceiveAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.Closed)
            {
                yield break;
            }

            yield return message;
        }
    }

    /// <summary>Marks one message as done, on the stream it came from.</summary>
    /// <exception cref="ArgumentException">It came from no stream of this consumer.</exception>
    /// <exception cref="GdnException">Closed.</exception>
    public ValueTask AcknowledgeAsync(ReceivedMessage message, CancellationToken cancellationToken = default) =>
        ConsumerOf(message).AcknowledgeAsync(message.Id, cancellationToken);

    /// <summary>Marks several messages as done, each on the stream it came from; the acknowledgements of a stream leave together.</summary>
    /// <exception cref="ArgumentException">One came from no stream of this consumer; none is acknowledged.</exception>
    /// <exception cref="GdnException">Closed.</exception>
    public async ValueTask AcknowledgeAsync(IEnumerable<ReceivedMessage> messages, CancellationToken cancellationToken = default)
    {
        foreach (var group in (messages ?? throw new ArgumentNullException(nameof(messages))).GroupBy(ConsumerOf).ToArray())
        {
            await group.Key.AcknowledgeAsync(group.Select(message => message.Id), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives one message back to the stream it came from; it comes again after the negative-acknowledgement delay.</summary>
    /// <exception cref="ArgumentException">It came from no stream of this consumer.</exception>
    /// <exception cref="GdnException">Closed.</exception>
    public ValueTask NegativeAcknowledgeAsync(ReceivedMessage message, CancellationToken cancellationToken = default) =>
        ConsumerOf(message).NegativeAcknowledgeAsync(message.Id, cancellationToken);

    /// <summary>Waits until the servers have read everything said before this call; see <see cref="Consumer.FlushAsync"/>.</summary>
    /// <exception cref="GdnException">Closed, or why the first of the connections ended.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) => Task.WhenAll(_consumers.Select(consumer => consumer.FlushAsync(cancellationToken)));

    /// <summary>Writes the acknowledgements that wait, where a socket is open (at most 5 s), and closes all of them. Unacknowledged messages go to the next consumer.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_consumers.Select(consumer => consumer.DisposeAsync().AsTask())).ConfigureAwait(false);

    private Consumer WorstOff() => _consumers.OrderByDescending(consumer => consumer.State).First();

    private Consumer ConsumerOf(ReceivedMessage message) =>
        _byStream.TryGetValue((message ?? throw new ArgumentNullException(nameof(message))).Stream, out var consumer)
            ? consumer
            : throw new ArgumentException($"The message came from {message.Stream.Topic}, which is no stream of this consumer.", nameof(message));
}
