using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends;

/// <summary>Messages that were looked at.</summary>
/// <param name="messages">The messages.</param>
/// <param name="held">Gives back what they take in memory; null where that is not counted.</param>
internal sealed class Peeked(IReadOnlyList<ConsumerMessage> messages, IDisposable? held) : IDisposable
{
    /// <summary>The messages.</summary>
    public IReadOnlyList<ConsumerMessage> Messages => messages;

    public void Dispose() => held?.Dispose();
}
