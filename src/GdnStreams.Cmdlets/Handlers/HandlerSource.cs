using System.Diagnostics;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// The subscription of a handler, connected for as long as the handler runs: where a consumer has ended because its connection was lost for
/// too long, another one takes its place. A message that the handler still has, or has just acknowledged, is not given out again.
/// </summary>
internal sealed class HandlerSource(GdnSession session, StreamName stream, string subscription, ConsumerOptions options, ConnectionWatch? watch)
{
    /// <summary>More than a consumer has acknowledgements that the server may not have read: its window, and what its client writes before it asks.</summary>
    private const int MostRemembered = 4096;

    /// <summary>Copies of what a broken connection left open come with the first messages of the next; later, the same message comes because somebody wants it again.</summary>
    private static readonly TimeSpan CopiesCome = TimeSpan.FromMinutes(5);

    /// <summary>How long it may take at most from the taking of a message to its being noted here.</summary>
    private static readonly TimeSpan TakenBefore = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly object _lock = new();
    private readonly HashSet<MessageId> _open = [];
    private readonly HashSet<MessageId> _copies = [];
    private readonly Queue<MessageId> _acknowledged = new();
    private readonly Stopwatch _sinceBreak = new();
    private readonly ReturnedMessages _returned = new();
    private HeldConsumer? _held;
    private int _late;
    private int _breaks;

    public StreamName Stream => stream;

    public string Subscription => subscription;

    public ConnectionState State => _held?.Consumer.State ?? ConnectionState.Closed;

    /// <summary>Why there is no connection; null while there is one.</summary>
    public GdnException? Interruption => _held?.Consumer.Interruption;

    /// <summary>Connects, for the first time or after a consumer has ended.</summary>
    /// <exception cref="GdnException">The subscription takes no consumer, or the server cannot be reached.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var consumer = await session.SubscribeAsync(stream, subscription, options, cancellationToken).ConfigureAwait(false);
        var held = new HeldConsumer(consumer, session, options, _returned, static _ => { });
        consumer.StateChanged += Changed;
        try
        {
            Adopt(held);
        }
        catch (GdnException)
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        watch?.Take(consumer.State, consumer.Interruption);
    }

    /// <summary>Connects again, however long it takes.</summary>
    /// <exception cref="GdnException">It would fail for ever: see <see cref="IsPassing"/>.</exception>
    public async Task ReopenAsync(CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            try
            {
                await OpenAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (GdnException e) when (IsPassing(e.Code))
            {
                // The next attempt follows.
            }
        }
    }

    /// <summary>Whether what failed may work later, without a change by anybody but the operator of the server.</summary>
    public static bool IsPassing(GdnErrorCode code) => Outage.Is(code) || code
        is GdnErrorCode.LimitExceeded or GdnErrorCode.BacklogQuotaExceeded or GdnErrorCode.Internal or GdnErrorCode.SubscriptionBusy;

    /// <summary>A message that has arrived; null where there is none now.</summary>
    public GdnMessage? TryReceive()
    {
        while (true)
        {
            var breaks = Volatile.Read(ref _breaks);
            if (!_held!.Consumer.TryReceive(out var message))
            {
                return null;
            }

            if (Take(message, breaks) is { } taken)
            {
                return taken;
            }
        }
    }

    /// <summary>Waits for a message.</summary>
    /// <returns>The message; null where it was a copy.</returns>
    /// <exception cref="GdnException">The consumer has ended.</exception>
    public async Task<GdnMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var breaks = Volatile.Read(ref _breaks);
        return Take(await _held!.Consumer.ReceiveAsync(cancellationToken).ConfigureAwait(false), breaks);
    }

    /// <summary>Acknowledges a message that is done; from any thread. Where there is no consumer now, the next one is told.</summary>
    public void Acknowledge(GdnMessage message)
    {
        lock (_lock)
        {
            _open.Remove(message.Id);
            if (!message.TrySettle())
            {
                _copies.Remove(message.Id);
                return; // The script has confirmed or denied it.
            }

            _acknowledged.Enqueue(message.Id);
            if (_acknowledged.Count > MostRemembered)
            {
                _acknowledged.Dequeue();
            }

            try
            {
                _held!.Acknowledge(message);
            }
            catch (GdnException)
            {
                // It has ended, which whoever receives from it sees.
                _late++;
            }
        }
    }

    /// <summary>Leaves a message to whoever has it now: it is given out again when the server delivers it again.</summary>
    public void Release(GdnMessage message)
    {
        lock (_lock)
        {
            _open.Remove(message.Id);
            _copies.Remove(message.Id);
        }
    }

    /// <summary>Gives a message back; it comes again after the negative-acknowledgement delay.</summary>
    public async Task DenyAsync(GdnMessage message)
    {
        Release(message);
        try
        {
            if (message.TrySettle())
            {
                await message.Source!.SettleAsync(message, confirm: false, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (GdnException)
        {
            // Its consumer has ended, and the message comes again by that.
        }
    }

    /// <summary>Waits until the server has read the acknowledgements, for at most a time.</summary>
    public async Task FlushAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await _held!.Consumer.FlushAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or GdnException)
        {
            // Not in this time, or never: CloseAsync counts them.
        }
    }

    /// <summary>Disconnects; what is not acknowledged is delivered again.</summary>
    /// <param name="patience">How long the server may take to read the acknowledgements, and to say goodbye. The consumer ends by itself then.</param>
    /// <returns>How many acknowledgements may not have arrived.</returns>
    public async Task<int> CloseAsync(TimeSpan patience)
    {
        if (_held is null)
        {
            return 0;
        }

        var over = Task.Delay(patience);
        await FlushAsync(patience, CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAny(_held.CloseAsync(), over).ConfigureAwait(false);
        lock (_lock)
        {
            return _held.Consumer.UnconfirmedAcknowledgements + _late;
        }
    }

    private void Adopt(HeldConsumer held)
    {
        lock (_lock)
        {
            // What the last consumer is not known to have delivered, and what was acknowledged since.
            var unknown = Math.Min(_acknowledged.Count, (_held?.Consumer.UnconfirmedAcknowledgements ?? 0) + _late);
            MessageId[] again = [.. _acknowledged.Skip(_acknowledged.Count - unknown)];
            foreach (var id in again)
            {
                held.AcknowledgeAgain(id);
            }

            BreakNeedsLock();
            _copies.UnionWith(again);
            (_held, _late) = (held, 0);
        }
    }

    private GdnMessage? Take(ReceivedMessage message, int breaks)
    {
        lock (_lock)
        {
            var isCopy = _copies.Remove(message.Id) && _sinceBreak.Elapsed < CopiesCome;
            if (_open.Contains(message.Id) || isCopy)
            {
                return null;
            }

            _open.Add(message.Id);
            if (breaks != _breaks && _sinceBreak.Elapsed < TakenBefore)
            {
                // It may be of the connection before.
                _copies.Add(message.Id);
            }

            return _held!.HandOut(message, toScript: false);
        }
    }

    private void Changed(object? sender, ConnectionStateChangedEventArgs change)
    {
        watch?.Changed(sender, change);
        if (change.Previous == ConnectionState.Open)
        {
            lock (_lock)
            {
                BreakNeedsLock();
            }
        }
    }

    /// <summary>The server delivers again what is open now; what is acknowledged already the client filters.</summary>
    private void BreakNeedsLock()
    {
        _breaks++;
        _copies.Clear();
        _copies.UnionWith(_open);
        _sinceBreak.Restart();
    }
}
