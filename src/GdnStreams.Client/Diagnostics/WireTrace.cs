namespace GdnStreams.Client;

/// <summary>Tells what a session exchanges with its service, for people who look for a fault. While nobody listens it costs next to nothing.</summary>
public sealed class WireTrace
{
    /// <summary>Raised for each request, answered or not, each socket that opened or could not, and each frame, on the thread that has it: return soon.</summary>
    /// <remarks>Nothing that it tells holds a credential: of requests it shows no bodies and no headers, of a message the size and the beginning.</remarks>
    public event EventHandler<WireEventArgs>? Exchanged;

    /// <summary>Whether anybody listens: ask before making a text.</summary>
    internal bool IsOn => Exchanged is not null;

    /// <summary>Tells it. What a listener throws goes to the log of events and harms nothing else.</summary>
    internal void Tell(string subject, string text)
    {
        try
        {
            Exchanged?.Invoke(this, new WireEventArgs(subject, text));
        }
        catch (Exception e)
        {
            ConnectionEvents.Log.ObserverFailed(subject, e.ToString());
        }
    }
}
