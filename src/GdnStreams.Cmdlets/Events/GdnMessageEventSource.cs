namespace GdnStreams.Cmdlets;

/// <summary>What raises the events of Register-GdnMessageEvent: <c>$Sender</c> in an action.</summary>
public sealed class GdnMessageEventSource
{
    internal GdnMessageEventSource(string stream, string subscription) => (Stream, Subscription) = (stream, subscription);

    /// <summary>Raised for each message.</summary>
    public event EventHandler<GdnMessageEventArgs>? MessageReceived;

    /// <summary>Name of the stream, without the prefix of the scope.</summary>
    public string Stream { get; }

    /// <summary>The subscription.</summary>
    public string Subscription { get; }

    internal void Raise(GdnMessageEventArgs happened) => MessageReceived?.Invoke(this, happened);
}
