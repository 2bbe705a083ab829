using System.Diagnostics.CodeAnalysis;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The consumers of one Receive-GdnMessage, one for each stream, which are served in turn. Only its pipeline thread calls.</summary>
/// <param name="session">The session.</param>
/// <param name="subscription">The subscription, the same of every stream.</param>
/// <param name="wanted">How to receive.</param>
/// <param name="watch">Where it notes what happens to the connections.</param>
internal sealed class ReceivedStreams(GdnSession session, string subscription, WantedConsumer wanted, ConnectionWatch watch)
{
    /// <summary>Most streams at a time: each has a socket.</summary>
    private const int Most = 256;

    private readonly List<(HeldConsumer Held, ConnectionWatch Watch)> _all = [];
    private int _turn;

    /// <summary>The consumers.</summary>
    public IEnumerable<HeldConsumer> All => _all.Select(one => one.Held);

    /// <summary>Whether no stream can send anything before a script settles a message of it.</summary>
    public bool AreStuck => _all.Count > 0 && _all.TrueForAll(one => one.Held.IsStuck);

    /// <summary>Whether a message of some stream must be settled before it sends more.</summary>
    public bool IsAnyFull => _all.Exists(one => one.Held.IsFull);

    /// <summary>The first consumer whose connection is not open; null where all are.</summary>
    public HeldConsumer? Lost => _all.Find(one => one.Held.Consumer.State != ConnectionState.Open).Held;

    /// <summary>Connects one more stream, unless it is connected already.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="initialPosition">Where a new subscription starts.</param>
    /// <param name="mayCreate">Whether the stream may be created, if that is wanted: not one that was found to be there.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">Why it takes no consumer; LimitExceeded: there are too many.</exception>
    public async Task<HeldConsumer?> OpenAsync(StreamName stream, InitialPosition initialPosition, bool mayCreate, CancellationToken cancellationToken)
    {
        if (All.Any(held => held.Stream == stream))
        {
            return null;
        }

        if (_all.Count == Most)
        {
            throw new GdnException(GdnErrorCode.LimitExceeded, $"-Stream stands for more than {Most} streams, and one Receive-GdnMessage takes no more. Give names that stand for fewer, and receive the others with another one.");
        }

        var how = wanted with { Create = wanted.Create && mayCreate };
        var held = await SessionConsumers.Of(session).OpenAsync(stream, subscription, how, initialPosition, cancellationToken).ConfigureAwait(false);
        var own = new ConnectionWatch($"Receive-GdnMessage from {held.Stream}/{held.Subscription}", watch);
        held.Consumer.StateChanged += own.Changed;
        own.Take(held.Consumer.State, held.Consumer.Interruption);
        _all.Add((held, own));
        return held;
    }

    /// <summary>Takes the next message that has arrived; false where there is none now.</summary>
    /// <param name="toScript">Whether a script settles it.</param>
    /// <param name="message">The message.</param>
    public bool TryReceive(bool toScript, [NotNullWhen(true)] out GdnMessage? message)
    {
        for (var i = 0; i < _all.Count; i++)
        {
            _turn = _turn + 1 < _all.Count ? _turn + 1 : 0;
            var held = _all[_turn].Held;
            if (held.Consumer.TryReceive(out var received))
            {
                message = held.HandOut(received, toScript);
                return true;
            }
        }

        message = null;
        return false;
    }

    /// <summary>Waits until a message has arrived at one of them. A stream that was removed, of those that <paramref name="mayLeave"/> names, is left.</summary>
    /// <exception cref="GdnException">Why the connection of one ended.</exception>
    public async Task WaitAsync(Func<StreamName, bool> mayLeave, CancellationToken cancellationToken)
    {
        Task<bool>[] arrivals = [.. All.Select(held => held.Consumer.WaitToReceiveAsync(cancellationToken).AsTask())];
        if (arrivals.Length == 0)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
        }

        var first = await Task.WhenAny(arrivals).ConfigureAwait(false);
        try
        {
            if (!await first.ConfigureAwait(false))
            {
                throw new GdnException(GdnErrorCode.Closed, "It was closed.");
            }
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.StreamNotFound or GdnErrorCode.Closed && mayLeave(_all[Array.IndexOf(arrivals, first)].Held.Stream))
        {
            await LeaveAsync(Array.IndexOf(arrivals, first)).ConfigureAwait(false);
        }
    }

    /// <summary>The receive goes on with nothing more: messages in a user's hands keep their consumers open.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => Task.WhenAll(All.Select(held => held.EndReceiveAsync(cancellationToken)));

    /// <summary>Closes the consumers: what is unacknowledged is delivered again.</summary>
    public Task CloseAsync() => Task.WhenAll(All.Select(held => held.CloseAsync()));

    /// <summary>Watches the connections no longer.</summary>
    public void StopWatching() => _all.ForEach(one => one.Held.Consumer.StateChanged -= one.Watch.Changed);

    private Task LeaveAsync(int at)
    {
        var (held, own) = _all[at];
        _all.RemoveAt(at);
        held.Consumer.StateChanged -= own.Changed;
        return held.CloseAsync();
    }
}
