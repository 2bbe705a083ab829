using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Looks at streams again and again until it is stopped: a live view where the host has a cursor, and objects where it has none or with
/// -AsObject.
/// </summary>
[Cmdlet(VerbsCommon.Watch, "GdnStream")]
[OutputType(typeof(GdnStreamStatistic))]
public sealed class WatchGdnStream : StreamCmdlet
{
    private readonly List<(string Name, StreamScope? Scope)> _asked = [];

    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Stream", "Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Time between two looks: <c>500ms</c>, a TimeSpan, or seconds; at least 0.1 s. Default: 2 seconds.</summary>
    [Parameter]
    [Duration(MinSeconds = 0.1, MaxSeconds = 86400)]
    public TimeSpan IntervalSec { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Ends after this many looks. Default: none, Ctrl+C ends it.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = int.MaxValue;

    /// <summary>Writes objects, also where the host has a cursor.</summary>
    [Parameter]
    public SwitchParameter AsObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _asked.AddRange(Name.Select(name => (name, GivenScope)));

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var session = OpenSession;
        var view = AsObject ? null : LiveView.TryOpen(Host);
        for (var looks = 1; ; looks++)
        {
            var seen = Look(session);
            if (view is null)
            {
                WriteObject(seen, enumerateCollection: true);
            }
            else
            {
                view.Draw(seen);
            }

            if (looks == Count)
            {
                return;
            }

            Await(Task.Delay(IntervalSec, Cancelled));
        }
    }

    private List<GdnStreamStatistic> Look(GdnSession session)
    {
        var seen = new List<GdnStreamStatistic>();
        foreach (var (name, scope) in _asked)
        {
            Try(name, () => seen.AddRange(Await(AskAsync(session, StreamsOf(session, name, scope), mayBeGone: !Names.IsExact(name)))));
        }

        return seen;
    }

    private async Task<List<GdnStreamStatistic>> AskAsync(GdnSession session, IReadOnlyList<StreamName> streams, bool mayBeGone)
    {
        var seen = new List<GdnStreamStatistic>();
        foreach (var stream in streams)
        {
            try
            {
                seen.Add(new GdnStreamStatistic(stream, await session.Streams.GetStatsAsync(stream, Cancelled).ConfigureAwait(false), TimeProvider.System.GetUtcNow()));
            }
            catch (GdnException e) when (mayBeGone && e.Code == GdnErrorCode.StreamNotFound)
            {
                // Deleted since it was listed: the next look does not list it.
            }
        }

        return seen;
    }
}
