using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that puts load on a stream and times it. What it makes for that it removes, however it ends.</summary>
public abstract class MeasureCmdlet : StreamCmdlet
{
    /// <summary>How the names of what measurements make begin.</summary>
    private protected const string Prefix = "gdn-measure-";

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RemoveLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);
    private Task _begun = Task.CompletedTask;

    /// <summary>A stream that is there and gets the messages; takes what Get-GdnStream writes, one after the other. Default: one of its own, which is removed at the end.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string? Stream { get; set; }

    /// <summary>How many producers publish at a time, 1 to 100. Default: 1.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Producers { get; set; } = 1;

    /// <summary>How long to publish: seconds, a TimeSpan, or text such as <c>1m</c>; 0.1 s to 24 days. Default: 10 seconds, or what -Count takes.</summary>
    [Parameter]
    [Duration(MinSeconds = 0.1, MaxSeconds = 2_000_000)]
    public TimeSpan? DurationSec { get; set; }

    /// <summary>Publishes at most so many messages, of all producers together.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long Count { get; set; } = long.MaxValue;

    /// <summary>Most messages of one producer that are sent and not stored, 1 to 100,000. Default: 1,000.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int MaxInFlight { get; set; } = 1000;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        StreamName? made = null;
        try
        {
            var stream = Stream is { } name ? StreamOf(name) : StreamOf(Prefix + Guid.NewGuid().ToString("n"));
            if (Stream is null)
            {
                // Not cancelled: the server might create it behind the request that removes it.
                made = stream;
                Await(_begun = session.Streams.CreateAsync(stream, CancellationToken.None));
            }
            else
            {
                Await(KnownStreams.EnsureAsync(session, stream, create: false, Cancelled));
            }

            WriteVerbose($"Measuring {stream} of {session}.");
            var load = new Load(session, stream, Plan());
            WriteObject(Measure(session, stream, load));
            if (load.Error is { } error)
            {
                WriteError(ErrorRecords.Of(error, stream.Name));
            }
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream);
        }
        finally
        {
            if (made is not null)
            {
                // Not by force: a Pulsar would let a producer that is just leaving connect again, and make it anew.
                Remove($"The stream {made}", limit => session.Streams.DeleteAsync(made, force: false, limit));
            }
        }
    }

    /// <summary>Messages a second that are asked for; null is as fast as possible.</summary>
    private protected abstract double? TargetRate { get; }

    /// <summary>Bytes of each payload.</summary>
    private protected abstract int PayloadSize { get; }

    private protected abstract GdnMeasurement Measure(GdnSession session, StreamName stream, Load load);

    private protected LoadPlan Plan() => new()
    {
        Producers = Producers,
        Size = PayloadSize,
        Rate = TargetRate,
        Duration = DurationSec ?? (Count == long.MaxValue ? DefaultDuration : null),
        Count = Count,
        MaxInFlight = MaxInFlight,
    };

    /// <summary>Runs work to its end, also where the pipeline ends before it, and shows how far it is.</summary>
    /// <param name="work">Begins the work; the token ends it.</param>
    /// <param name="progress">How far it is, in words.</param>
    private protected void Run(Func<CancellationToken, Task> work, Func<string> progress)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var running = _begun = work(stop.Token);
        try
        {
            while (!running.IsCompleted)
            {
                _ = Await(Task.WhenAny(running, Task.Delay(Often, stop.Token)));
                WriteProgress(new ProgressRecord(0, MyInvocation.MyCommand.Name, progress()));
            }
        }
        finally
        {
            stop.Cancel();
            _ = Await(Task.WhenAny(running)); // Its end, whatever it is.
        }

        Await(running);
        WriteProgress(new ProgressRecord(0, MyInvocation.MyCommand.Name, progress()) { RecordType = ProgressRecordType.Completed });
    }

    /// <summary>Removes something once nothing works with it any more, in at most 5 s, also of a pipeline that was stopped. What is left behind is a warning, where there is somebody to warn.</summary>
    private protected void Remove(string what, Func<CancellationToken, Task> remove)
    {
        if (Await(RemoveAsync(remove)) is { } problem && !Cancelled.IsCancellationRequested)
        {
            WriteWarning(DisplayText.Of($"{what} is still there: {problem}")!);
        }
    }

    private async Task<string?> RemoveAsync(Func<CancellationToken, Task> remove)
    {
        _ = await Task.WhenAny(_begun).ConfigureAwait(false); // Who was stopped did not wait for its end.
        using var limit = new CancellationTokenSource(RemoveLimit);
        while (true)
        {
            try
            {
                await remove(limit.Token).ConfigureAwait(false);
                return null;
            }
            catch (OperationCanceledException)
            {
                return "the server did not answer in time.";
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.ActiveConsumers && !limit.IsCancellationRequested)
            {
                // A Pulsar hears a moment later that the consumer has left.
                _ = await Task.WhenAny(Task.Delay(Again, limit.Token)).ConfigureAwait(false);
            }
            catch (GdnException e)
            {
                return e.Code is GdnErrorCode.StreamNotFound or GdnErrorCode.SubscriptionNotFound ? null : e.Message;
            }
        }
    }
}
