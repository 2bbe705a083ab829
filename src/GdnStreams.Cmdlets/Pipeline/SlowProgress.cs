using System.Diagnostics;
using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>How far a cmdlet is, shown where it takes longer than two seconds, twice a second, and taken from the screen at the end.</summary>
/// <param name="cmdlet">Whose progress it is.</param>
/// <param name="activity">What it does.</param>
/// <param name="id">What tells it from other progress of the same cmdlet.</param>
internal sealed class SlowProgress(GdnCmdlet cmdlet, string activity, int id = 0)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(500);
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private TimeSpan _next = Long;
    private bool _isShown;

    /// <summary>Since the work began.</summary>
    public TimeSpan Elapsed => _elapsed.Elapsed;

    /// <summary>Whether it is time to show it.</summary>
    public bool IsDue => _elapsed.Elapsed >= _next;

    /// <summary>Shows it now.</summary>
    /// <param name="status">How far it is.</param>
    /// <param name="done">What is done.</param>
    /// <param name="all">All that there is to do; null where nobody knows.</param>
    public void Show(string status, long done = 0, long? all = null)
    {
        _next = _elapsed.Elapsed + Often;
        _isShown = true;
        cmdlet.Shown.Write(new ProgressRecord(id, activity, status) { PercentComplete = all > 0 ? (int)(100 * Math.Min(done, all.Value) / all.Value) : -1 });
    }

    /// <summary>Takes it from the screen, where it is.</summary>
    public void End()
    {
        if (_isShown)
        {
            _isShown = false;
            cmdlet.Shown.Write(new ProgressRecord(id, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
