using System.Diagnostics.Tracing;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The event source <c>GdnStreams</c>: what happens to connections and sign-ins. No event carries a secret.</summary>
[EventSource(Name = "GdnStreams")]
internal sealed class ConnectionEvents : EventSource
{
    public static readonly ConnectionEvents Log = new();

    private ConnectionEvents()
    {
    }

    [NonEvent]
    public void Changed(string connection, ConnectionStateChangedEventArgs change)
    {
        if (!IsEnabled())
        {
            return;
        }

        switch (change.Current)
        {
            case ConnectionState.Open:
                Opened(connection);
                break;
            case ConnectionState.Closed:
                Closed(connection, change.Reason?.Code.ToString() ?? "", change.Reason?.Message ?? "");
                break;
            default:
                Reconnecting(connection, change.Reason?.Code.ToString() ?? "", change.Reason?.Message ?? "", change.FailedAttempts, (long)(change.NextAttemptIn ?? default).TotalMilliseconds);
                break;
        }
    }

    [Event(1, Level = EventLevel.Informational, Message = "{0}: open")]
    public void Opened(string connection) => WriteEvent(1, connection);

    [Event(2, Level = EventLevel.Warning, Message = "{0}: {1} {2}; attempt {3} failed, the next one in {4} ms")]
    public void Reconnecting(string connection, string code, string reason, int failedAttempts, long nextAttemptMs) =>
        WriteEvent(2, connection, code, reason, failedAttempts, nextAttemptMs);

    [Event(3, Level = EventLevel.Informational, Message = "{0}: closed {1} {2}")]
    public void Closed(string connection, string code, string reason) => WriteEvent(3, connection, code, reason);

    [Event(4, Level = EventLevel.Error, Message = "{0}: an observer of its state failed: {1}")]
    public void ObserverFailed(string connection, string error) => WriteEvent(4, connection, error);

    [Event(5, Level = EventLevel.Informational, Message = "Signed in at {0}")]
    public void SignedIn(string url) => WriteEvent(5, url);

    [Event(6, Level = EventLevel.Warning, Message = "{0} refused the token")]
    public void TokenRefused(string url) => WriteEvent(6, url);
}
