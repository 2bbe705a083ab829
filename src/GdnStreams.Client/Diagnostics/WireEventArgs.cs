namespace GdnStreams.Client;

/// <summary>One thing that a session exchanged with its service. It holds no credential.</summary>
public sealed class WireEventArgs : EventArgs
{
    internal WireEventArgs(string subject, string text) => (Subject, Text) = (subject, text);

    /// <summary>What it is about: a request such as <c>GET /version</c>, or whose frame it is, such as <c>producer of c8globals.orders</c>.</summary>
    public string Subject { get; }

    /// <summary>What happened: the status of the answer, its size and the time it took; or the frame, after <c>-></c> where it was sent and <c>&lt;-</c> where it was received.</summary>
    public string Text { get; }

    /// <summary>Both in one line.</summary>
    public override string ToString() => $"{Subject} {Text}";
}
