using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>One producer of a scenario: sends while there are faults, and a little after them.</summary>
internal sealed class Sender(int number, SenderPlan plan, TimeSpan length, GdnSession session, StreamName stream, CancellationToken faultsEnded, CancellationToken limit)
{
    private const int MessagesAfterwards = 3;

    /// <summary>Twice the client's own patience when it closes: for answers and for the peer.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(20);

    private readonly Random _random = new(plan.Seed);
    private readonly List<Task> _receipts = [];
    private readonly List<Ledger> _ledgers = [];
    private Ledger _ledger = null!;
    private Producer _producer = null!;

    /// <summary>One for each producer it opened.</summary>
    public IReadOnlyList<Ledger> Ledgers => _ledgers;

    /// <summary>What it does now, for messages.</summary>
    public string Stage { get; private set; } = "waits";

    public async Task RunAsync()
    {
        await OpenAsync(plan.IsDeduplicated);
        for (var i = 0; i < plan.Messages; i++)
        {
            if (plan.Leaves && i == plan.Messages / 2)
            {
                await LeaveAsync();
                await OpenAsync(isDeduplicated: !plan.IsNamed);
            }

            await SendAsync(GdnErrorCode.Timeout);
            await PauseAsync();
        }

        Stage = "waits for the end of the faults";
        await WaitForCalmAsync(Timeout.InfiniteTimeSpan);
        for (var i = 0; i < MessagesAfterwards; i++)
        {
            await SendAsync(GdnErrorCode.Timeout);
        }

        Stage = "flushes";
        await _producer.FlushAsync(limit);
        await EndAsync("after the flush", GdnErrorCode.Timeout);
        Stage = "closes";
        await _producer.DisposeAsync().AsTask().WaitAsync(CloseLimit, limit);
        Stage = "is done";
    }

    private async Task OpenAsync(bool isDeduplicated)
    {
        Stage = "opens";
        _ledger = new Ledger((10 * number) + _ledgers.Count, isDeduplicated);
        _ledgers.Add(_ledger);
        var options = new ProducerOptions
        {
            ProducerName = plan.IsNamed ? $"sender-{number}" : null,
            InitialSequenceId = plan.IsNamed && isDeduplicated ? -1 : null,
            MaxPendingMessages = plan.Window,
            SendTimeout = plan.SendTimeout,
        };
        _producer = await Opening.RepeatAsync(() => session.CreateProducerAsync(stream, options, limit), limit);
        Stage = "sends";
    }

    private async Task SendAsync(params GdnErrorCode[] allowed)
    {
        var (index, message) = _ledger.Next(_random.Next(plan.MaxBytes));
        if (plan.AwaitsReceipts)
        {
            _receipts.Add(AwaitReceiptAsync(_ledger, index, _producer.SendAsync(message, limit), plan.Leaves ? [.. allowed, GdnErrorCode.Closed] : allowed));
            while (_receipts.Where(receipt => !receipt.IsCompleted).ToArray() is { } waiting && waiting.Length > 2 * plan.Window)
            {
                await Task.WhenAny(waiting);
            }
        }
        else
        {
            await EnqueueAsync(index, message, allowed);
            TakeResults(allowed);
        }
    }

    /// <summary>Accepted, its result comes later; not accepted, that is its result.</summary>
    private async Task EnqueueAsync(int index, OutgoingMessage message, GdnErrorCode[] allowed)
    {
        try
        {
            await _producer.EnqueueAsync(message, index, limit);
        }
        catch (GdnException e)
        {
            _ledger.Settle(index, e, allowed);
        }
    }

    private static async Task AwaitReceiptAsync(Ledger ledger, int index, Task<MessageId> receipt, GdnErrorCode[] allowed)
    {
        try
        {
            await receipt;
            ledger.Settle(index, null);
        }
        catch (GdnException e)
        {
            ledger.Settle(index, e, allowed);
        }
    }

    private void TakeResults(params GdnErrorCode[] allowed)
    {
        while (_producer.TryTakeResult(out var result))
        {
            _ledger.Settle((int)result.State!, result.Error, allowed);
        }
    }

    /// <summary>Leaves in the middle: what has no answer fails, each message once.</summary>
    private async Task LeaveAsync()
    {
        Stage = "leaves";
        await _producer.DisposeAsync().AsTask().WaitAsync(CloseLimit, limit);
        await EndAsync("after it was closed", GdnErrorCode.Timeout, GdnErrorCode.Closed);
    }

    private async Task EndAsync(string when, params GdnErrorCode[] allowed)
    {
        TakeResults(allowed);
        await Task.WhenAll(_receipts).WaitAsync(limit);
        _receipts.Clear();
        _ledger.EnsureSettled(when);
    }

    private Task PauseAsync() => _random.Next(2) == 0
        ? Task.CompletedTask
        : WaitForCalmAsync(length * 4 * _random.NextDouble() / plan.Messages);

    /// <summary>Waits, at most until the faults end.</summary>
    private async Task WaitForCalmAsync(TimeSpan span)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(faultsEnded, limit);
        try
        {
            await Task.Delay(span, TimeProvider.System, either.Token);
        }
        catch (OperationCanceledException) when (faultsEnded.IsCancellationRequested)
        {
            limit.ThrowIfCancellationRequested();
        }
    }
}
