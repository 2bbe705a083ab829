using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>How much is read, whether the filters let it through or not: it counts, shows how far it is where it takes longer than two seconds, and says where it ended early.</summary>
/// <param name="cmdlet">Who reads.</param>
/// <param name="stream">What is read.</param>
/// <param name="most">Most messages; null is all.</param>
/// <param name="timeout">Longest time; null has no end.</param>
internal sealed class ScanBounds(GdnCmdlet cmdlet, StreamName stream, long? most, TimeSpan? timeout)
{
    private readonly SlowProgress _progress = new(cmdlet, $"Reading {stream}");
    private MessageId _last;

    /// <summary>Messages read.</summary>
    public long Scanned { get; private set; }

    /// <summary>Messages among them that the filters let through.</summary>
    public long Taken { get; private set; }

    /// <summary>Whether the time is up.</summary>
    public bool IsOver => _progress.Elapsed >= timeout;

    /// <summary>How long the next message may take.</summary>
    public TimeSpan Left => timeout is not { } longest ? TimeSpan.MaxValue : longest > _progress.Elapsed ? longest - _progress.Elapsed : TimeSpan.Zero;

    /// <summary>Whether as much was read as may be.</summary>
    public bool IsSpent => Scanned >= most;

    /// <summary>Counts a message, unless no more may be read; then it says where that was.</summary>
    public bool IsSpentBefore(ReceivedMessage message)
    {
        if (IsSpent)
        {
            cmdlet.WriteWarning($"{Scanned:n0} messages of {stream} were read, as -MaxScanned allows, and there are more. The last of them is {_last}.");
            return true;
        }

        Scanned++;
        _last = message.Id;
        if (_progress.IsDue)
        {
            _progress.Show($"{Scanned:n0} messages read, up to {message.PublishTime.ToLocalTime():g}; {Taken:n0} wanted", Scanned, most);
        }

        return false;
    }

    /// <summary>The filters let one through.</summary>
    public void Take() => Taken++;

    /// <summary>Takes the progress from the screen.</summary>
    public void End() => _progress.End();
}
