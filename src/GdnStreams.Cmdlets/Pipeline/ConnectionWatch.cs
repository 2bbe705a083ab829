using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Notes on any thread that a connection is lost or back, for the pipeline thread to tell: a warning once a loss, a verbose line when it is back.</summary>
/// <param name="what">Whose connection it is.</param>
/// <param name="outer">The watch of a cmdlet upstream that waits for this one's work: the two tell for each other.</param>
internal sealed class ConnectionWatch(string what, ConnectionWatch? outer = null)
{
    private readonly object _lock = new();
    private readonly Queue<(bool IsLost, string Text)> _notes = new();
    private TaskCompletionSource<bool> _noted = NewSignal();
    private bool _isLost;

    /// <summary>Ends when there is something to tell.</summary>
    public Task Noted
    {
        get
        {
            if (outer is not null)
            {
                return outer.Noted;
            }

            lock (_lock)
            {
                return _noted.Task;
            }
        }
    }

    /// <summary>Takes a change; a handler of StateChanged.</summary>
    public void Changed(object? sender, ConnectionStateChangedEventArgs change)
    {
        Take(change.Current, change.Reason);
        if (change.Current == ConnectionState.Reconnecting && change.NextAttemptIn is { } pause)
        {
            var failed = change.FailedAttempts == 0 ? "" : $"Attempt {change.FailedAttempts} to restore the connection of {what} failed. {change.Reason?.Message} ";
            (outer ?? this).Note(isLoss: false, $"{failed}The next attempt to connect {what} follows in {pause.TotalSeconds:0.0} s.");
        }
    }

    /// <summary>Takes a state: that of a connection which was lost before anyone watched.</summary>
    public void Take(ConnectionState state, GdnException? reason)
    {
        string note;
        lock (_lock)
        {
            var isLost = state == ConnectionState.Reconnecting || (_isLost && state != ConnectionState.Open);
            if (isLost == _isLost)
            {
                return;
            }

            _isLost = isLost;
            note = isLost ? $"The connection of {what} is lost and is being restored. {reason?.Message}".TrimEnd() : $"The connection of {what} is back.";
        }

        (outer ?? this).Note(state == ConnectionState.Reconnecting, note);
    }

    /// <summary>Tells what was noted; on the pipeline thread.</summary>
    public void Tell(GdnCmdlet cmdlet)
    {
        if (outer is not null)
        {
            outer.Tell(cmdlet);
            return;
        }

        while (true)
        {
            (bool IsLost, string Text) note;
            lock (_lock)
            {
                if (_notes.Count == 0)
                {
                    _noted = _noted.Task.IsCompleted ? NewSignal() : _noted;
                    return;
                }

                note = _notes.Dequeue();
            }

            if (note.IsLost)
            {
                cmdlet.WriteWarning(DisplayText.Of(note.Text));
            }
            else
            {
                cmdlet.WriteVerbose(DisplayText.Of(note.Text));
            }
        }
    }

    private void Note(bool isLoss, string text)
    {
        TaskCompletionSource<bool> noted;
        lock (_lock)
        {
            _notes.Enqueue((isLoss, text));
            noted = _noted;
        }

        noted.TrySetResult(true);
    }

    private static TaskCompletionSource<bool> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
