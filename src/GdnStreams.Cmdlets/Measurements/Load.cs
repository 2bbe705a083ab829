using System.Buffers.Binary;
using System.Diagnostics;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Publishes messages at a rate, or as fast as a window allows. Where the server is slow, what is due waits and its time counts: a server that
/// stands still for a second does not look well because nothing was sent meanwhile.
/// </summary>
internal sealed class Load(GdnSession session, StreamName stream, LoadPlan plan)
{
    /// <summary>Bytes that a payload begins with: whose load it is, and when it was due.</summary>
    public const int StampBytes = 24;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);
    private readonly byte[] _run = Guid.NewGuid().ToByteArray();
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _now = Stopwatch.StartNew();
    private long _claimed;
    private long _stored;
    private long _failed;
    private GdnException? _error;

    /// <summary>Times from when each message was due to its acknowledgement.</summary>
    public LatencyHistogram Published { get; } = new();

    public long Stored => Interlocked.Read(ref _stored);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Why the first message failed; null where none has.</summary>
    public GdnException? Error => _error;

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Publishes until the plan is done and every message has its answer.</summary>
    /// <exception cref="GdnException">A producer cannot be opened.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var producers = new List<Producer>();
        try
        {
            for (var i = 0; i < plan.Producers; i++)
            {
                producers.Add(await KnownStreams.OpenProducerAsync(session, stream, create: false, new ProducerOptions { MaxPendingMessages = plan.MaxInFlight }, cancellationToken).ConfigureAwait(false));
            }

            _clock.Start();
            await Task.WhenAll(producers.Select(producer => Task.Run(() => PublishAsync(producer, cancellationToken), cancellationToken))).ConfigureAwait(false);
            _clock.Stop();
        }
        finally
        {
            await Task.WhenAll(producers.Select(producer => producer.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
    }

    /// <summary>The time that a message of this load has taken until now; null where it is none.</summary>
    public TimeSpan? Age(ReceivedMessage message)
    {
        var bytes = message.Payload.Span;
        return bytes.Length >= StampBytes && bytes.Slice(0, _run.Length).SequenceEqual(_run)
            ? _now.Elapsed - TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(bytes.Slice(_run.Length)))
            : null;
    }

    private async Task PublishAsync(Producer producer, CancellationToken cancellationToken)
    {
        using var window = new SemaphoreSlim(plan.MaxInFlight, plan.MaxInFlight);
        var gap = plan.Rate is { } rate ? TimeSpan.FromSeconds(plan.Producers / rate) : TimeSpan.Zero;
        var first = _now.Elapsed;
        var woken = first;
        for (long n = 0; _clock.Elapsed < (plan.Duration ?? TimeSpan.MaxValue) && Interlocked.Increment(ref _claimed) <= plan.Count; n++)
        {
            var due = _now.Elapsed;
            if (plan.Rate is not null)
            {
                var planned = first + TimeSpan.FromTicks(gap.Ticks * n);
                if (planned - due > ShortestPause)
                {
                    await Task.Delay(planned - due, cancellationToken).ConfigureAwait(false);
                    due = woken = _now.Elapsed;
                }

                // Overdue counts from when it was due; but a timer that came late is not the server's fault.
                var counted = planned > woken ? planned : woken;
                due = counted < due ? counted : due;
            }

            await window.WaitAsync(cancellationToken).ConfigureAwait(false);
            _ = SendAsync(producer, due, window);
        }

        for (var i = 0; i < plan.MaxInFlight; i++)
        {
            await window.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(Producer producer, TimeSpan due, SemaphoreSlim window)
    {
        try
        {
            await producer.SendAsync(new OutgoingMessage { Payload = Payload(due) }).ConfigureAwait(false);
            Published.Record(_now.Elapsed - due);
            Interlocked.Increment(ref _stored);
        }
        catch (GdnException e)
        {
            Interlocked.Increment(ref _failed);
            Interlocked.CompareExchange(ref _error, e, null);
        }

        try
        {
            window.Release();
        }
        catch (ObjectDisposedException)
        {
            // The load was stopped and waits for no answers.
        }
    }

    private byte[] Payload(TimeSpan due)
    {
        var payload = new byte[plan.Size];
        if (payload.Length >= StampBytes)
        {
            _run.CopyTo(payload, 0);
            BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(_run.Length), due.Ticks);
        }

        return payload;
    }
}
