using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>One consumer or reader of a scenario: takes and acknowledges until it is told that it has everything.</summary>
internal sealed class Receiver(ReceiverPlan plan, Inbox inbox, TimeSpan length, GdnSession session, StreamName stream, CancellationToken done, CancellationToken limit)
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(20);
    private readonly Random _random = new(plan.Seed);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it was connected for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What it does now, for messages.</summary>
    public string Stage { get; private set; } = "waits";

    public async Task RunAsync()
    {
        using var leave = new CancellationTokenSource(plan.Leaves ? length / 2 : Timeout.InfiniteTimeSpan, TimeProvider.System);
        using var leaveOrEnd = CancellationTokenSource.CreateLinkedTokenSource(leave.Token, done, limit);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(done, limit);
        await ReceiveAsync(leaveOrEnd.Token);
        if (!end.IsCancellationRequested)
        {
            await ReceiveAsync(end.Token);
        }

        limit.ThrowIfCancellationRequested();
        Stage = "is done";
    }

    private async Task ReceiveAsync(CancellationToken until)
    {
        Stage = "opens";
        try
        {
            if (plan.Subscription is null)
            {
                await ReadAsync(until);
            }
            else
            {
                await ConsumeAsync(plan.Subscription, until);
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // It leaves, or it has everything.
        }
        catch (GdnException e)
        {
            inbox.Add($"ended: {e.Code} {e.Message}");
        }
    }

    private async Task ReadAsync(CancellationToken until)
    {
        var options = new ReaderOptions
        {
            StartMessageId = plan.StartsAtLatest ? MessageId.Latest : MessageId.Earliest,
            ReceiverQueueSize = plan.QueueSize,
        };
        var reader = await Opening.RepeatAsync(() => session.CreateReaderAsync(stream, options, limit), limit);
        _ready.TrySetResult();
        Stage = "reads";
        try
        {
            while (true)
            {
                inbox.Take(await reader.ReceiveAsync(until));
            }
        }
        finally
        {
            await CloseAsync(reader);
        }
    }

    private async Task ConsumeAsync(string subscription, CancellationToken until)
    {
        var options = new ConsumerOptions
        {
            Type = plan.Type,
            ReceiverQueueSize = plan.QueueSize,
            PullMode = plan.Pulls,
            NegativeAckDelay = TimeSpan.FromMilliseconds(50),
        };
        var consumer = await Opening.RepeatAsync(() => session.SubscribeAsync(stream, subscription, options, limit), limit);
        _ready.TrySetResult();
        Stage = "receives";
        try
        {
            await ConsumeAsync(consumer, until);
        }
        finally
        {
            await CloseAsync(consumer);
        }
    }

    private async Task ConsumeAsync(Consumer consumer, CancellationToken until)
    {
        var taken = new List<MessageId>();
        while (true)
        {
            if (!consumer.TryReceive(out var message))
            {
                await AcknowledgeAsync(consumer, taken);
                message = await consumer.ReceiveAsync(until);
            }

            if (_random.Next(100) < plan.DeniesOf100)
            {
                await consumer.NegativeAcknowledgeAsync(message.Id, limit);
                continue;
            }

            inbox.Take(message);
            taken.Add(message.Id);
            if (taken.Count >= plan.AcknowledgesEvery)
            {
                await AcknowledgeAsync(consumer, taken);
            }
        }
    }

    private async Task AcknowledgeAsync(Consumer consumer, List<MessageId> taken)
    {
        foreach (var id in taken)
        {
            await consumer.AcknowledgeAsync(id, limit);
        }

        taken.Clear();
    }

    private async Task CloseAsync(IAsyncDisposable opened)
    {
        Stage = "closes";
        await opened.DisposeAsync().AsTask().WaitAsync(CloseLimit, limit);
    }
}
