using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that reads a part of a stream, without a subscription.</summary>
public abstract class RangeCmdlet : FilteringCmdlet
{
    /// <summary>The parameter set that reads the stream itself.</summary>
    private protected const string StreamSet = "Stream";

    /// <summary>The first message, or the time from which on: Earliest (default), a message or its id, a time, or back from now (<c>-1h</c>).</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [ArgumentCompleter(typeof(PositionCompleter))]
    [Position]
    public GdnPosition From { get; set; } = GdnPosition.Earliest;

    /// <summary>The last message, or a time that the messages are before. Default: Latest, what is there when the reading begins.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [ArgumentCompleter(typeof(PositionCompleter))]
    [Position]
    public GdnPosition To { get; set; } = GdnPosition.Latest;

    /// <summary>Only the last so many of the messages that the filters let through, 1 to 1,000,000.</summary>
    [Parameter(ParameterSetName = StreamSet)]
    [ValidateRange(1, 1_000_000)]
    public int? Last { get; set; }

    /// <summary>Reads at most this many messages of the stream, whether the filters let them through or not; a warning says so where it ends for that.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxScanned { get; set; }

    /// <summary>Reads the messages of the range that the filters let through; on the pipeline thread, one by one.</summary>
    /// <param name="session">The session.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="follows">Whether to go on with what comes later.</param>
    /// <param name="timeout">Ends after this time; null does not.</param>
    /// <exception cref="GdnException">BadRequest, StreamNotFound, or why the reading ended.</exception>
    private protected IEnumerable<GdnMessage> Messages(GdnSession session, StreamName stream, bool follows = false, TimeSpan? timeout = null) =>
        new MessageScan(this, session, stream, new MessageRange { From = From, To = To, Last = Last, Follows = follows }.Checked(), Filter(), new ScanBounds(this, stream, MaxScanned, timeout)).Read();
}
