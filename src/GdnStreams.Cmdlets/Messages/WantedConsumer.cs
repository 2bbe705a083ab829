using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>How a Receive-GdnMessage wants its consumers.</summary>
/// <param name="Options">The options.</param>
/// <param name="Create">Whether to create a stream that does not exist.</param>
/// <param name="IsGiven">Whether the user gave a parameter, and not its default.</param>
internal sealed record WantedConsumer(ConsumerOptions Options, bool Create, Func<string, bool> IsGiven)
{
    /// <summary>Where dead letters go: a name as the user gives it; null is the server's own.</summary>
    public string? DeadLetterStream { get; init; }

    /// <summary>The options for one stream. Its dead letters stay in its scope, as the wire has it.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>: the dead letter stream is of another scope.</exception>
    public ConsumerOptions For(StreamName stream) => DeadLetterStream is { } name ? Options with { DeadLetterTopic = StreamName.Create(name, stream.Scope).Topic } : Options;

    /// <summary>The parameters that were given and that a consumer was opened without.</summary>
    public IReadOnlyList<string> Missing(ConsumerOptions opened, StreamName stream)
    {
        var wanted = For(stream);
        (string Parameter, bool IsSame)[] all =
        [
            ("SubscriptionType", wanted.Type == opened.Type),
            ("ReceiverQueueSize", wanted.ReceiverQueueSize == opened.ReceiverQueueSize),
            ("ConsumerName", wanted.ConsumerName == opened.ConsumerName),
            ("NegativeAckDelaySec", wanted.NegativeAckDelay == opened.NegativeAckDelay),
            ("AckTimeoutSec", wanted.AckTimeout == opened.AckTimeout),
            ("MaxRedeliverCount", wanted.MaxRedeliverCount == opened.MaxRedeliverCount),
            ("DeadLetterStream", wanted.DeadLetterTopic == opened.DeadLetterTopic),
        ];
        return [.. all.Where(option => !option.IsSame && IsGiven(option.Parameter)).Select(option => "-" + option.Parameter)];
    }
}
