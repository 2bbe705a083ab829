using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Tells whether streams exist; with thresholds it is a check for monitoring, whose result says which threshold failed. Only durable
/// subscriptions count.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "GdnStream", DefaultParameterSetName = Existence)]
[OutputType(typeof(bool), ParameterSetName = [Existence])]
[OutputType(typeof(GdnStreamCheck), typeof(bool), ParameterSetName = [Thresholds])]
public sealed class TestGdnStream : StreamCmdlet
{
    private const string Existence = "Existence";
    private const string Thresholds = "Thresholds";

    /// <summary>Exact names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Stream", "Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Most messages that a subscription may be behind.</summary>
    [Parameter(ParameterSetName = Thresholds)]
    [ValidateRange(0L, long.MaxValue)]
    public long? MaxBacklog { get; set; }

    /// <summary>Highest age of the oldest message that a subscription has not acknowledged: <c>5m</c>, a TimeSpan, or seconds.</summary>
    [Parameter(ParameterSetName = Thresholds)]
    [Duration]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Fewest connected consumers, of all subscriptions together.</summary>
    [Parameter(ParameterSetName = Thresholds)]
    [ValidateRange(0, int.MaxValue)]
    public int? MinConsumer { get; set; }

    /// <summary>Only these subscriptions count, with wildcards. Default: all.</summary>
    [Parameter(ParameterSetName = Thresholds)]
    [ArgumentCompleter(typeof(SubscriptionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Subscription { get; set; } = "*";

    /// <summary>Writes only whether all is well.</summary>
    [Parameter(ParameterSetName = Thresholds)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var stream = StreamOf(name);
                if (ParameterSetName == Existence)
                {
                    WriteObject(Await(session.Streams.ExistsAsync(stream, Cancelled)));
                    return;
                }

                var check = Await(CheckAsync(session, stream));
                WriteObject(Quiet ? check.IsHealthy : check);
            });
        }
    }

    private async Task<GdnStreamCheck> CheckAsync(GdnSession session, StreamName stream)
    {
        StreamStatistics stats;
        try
        {
            stats = await session.Streams.GetStatsAsync(stream, Cancelled).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamNotFound)
        {
            return new GdnStreamCheck(stream, exists: false) { Failed = [nameof(GdnStreamCheck.Exists)] };
        }

        var counted = Names.Select(
            Subscription, [.. stats.Subscriptions.Where(pair => pair.Value.IsDurable)], GdnErrorCode.SubscriptionNotFound, $"subscription of {stream}", pair => pair.Key);
        var backlog = counted.Select(pair => pair.Value.Backlog).DefaultIfEmpty().Max();
        var consumers = counted.Sum(pair => pair.Value.Consumers.Count);
        var age = MaxAge is null ? null : await AgeAsync(session, stream, [.. counted.Where(pair => pair.Value.Backlog > 0).Select(pair => pair.Key)]).ConfigureAwait(false);
        (string Name, bool Failed)[] thresholds = [(nameof(MaxBacklog), backlog > MaxBacklog), (nameof(MaxAge), age > MaxAge), (nameof(MinConsumer), consumers < MinConsumer)];
        return new GdnStreamCheck(stream, exists: true)
        {
            Failed = [.. thresholds.Where(threshold => threshold.Failed).Select(threshold => threshold.Name)],
            Backlog = backlog,
            Age = age,
            Consumers = consumers,
        };
    }

    private async Task<TimeSpan?> AgeAsync(GdnSession session, StreamName stream, IReadOnlyList<string> subscriptions)
    {
        TimeSpan? oldest = null;
        foreach (var subscription in subscriptions)
        {
            if (await session.Subscriptions.PeekAsync(stream, subscription, cancellationToken: Cancelled).ConfigureAwait(false) is [var first, ..]
                && TimeProvider.System.GetUtcNow() - first.PublishTime is var age && !(age < oldest))
            {
                oldest = age;
            }
        }

        return oldest;
    }
}
