using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>
/// The progress that a cmdlet shows. It is taken from the screen however the cmdlet ends: where a pipeline throws, or Select-Object has enough, only Dispose
/// is reached, and no cmdlet may write there any more. So what is left is told to the host itself.
/// </summary>
/// <param name="cmdlet">Whose progress it is.</param>
internal sealed class ShownProgress(PSCmdlet cmdlet) : IDisposable
{
    private static long _lastSource;
    private readonly Dictionary<int, ProgressRecord> _shown = [];

    // Below 0, as PowerShell counts the sources of its own upwards.
    private readonly long _source = Interlocked.Decrement(ref _lastSource);

    /// <summary>Shows it, or takes it from the screen where it is completed.</summary>
    public void Write(ProgressRecord progress)
    {
        if (progress.RecordType == ProgressRecordType.Completed)
        {
            _shown.Remove(progress.ActivityId);
        }
        else
        {
            _shown[progress.ActivityId] = progress;
        }

        cmdlet.CommandRuntime.WriteProgress(_source, progress);
    }

    /// <summary>Takes what is left from the screen.</summary>
    public void Dispose()
    {
        foreach (var progress in _shown.Values)
        {
            try
            {
                cmdlet.Host?.UI?.WriteProgress(_source, new ProgressRecord(progress.ActivityId, progress.Activity, "Done") { RecordType = ProgressRecordType.Completed });
            }
            catch (Exception e) when (e is RuntimeException or InvalidOperationException)
            {
                // The host is gone, and its screen with it.
            }
        }

        _shown.Clear();
    }
}
