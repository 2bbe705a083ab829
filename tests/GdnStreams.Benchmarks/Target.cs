using GdnStreams.Client;

namespace GdnStreams.Benchmarks;

/// <summary>A server that is measured: <c>ws://host:port/ws/v2</c>, the topics' tenant and namespace, and what opens its sockets.</summary>
internal sealed record Target(string Name, Uri Sockets, string Place, string TopicPrefix, string? Authorization, GdnSessionOptions Session)
{
    public Uri Producer(string topic) => new($"{Sockets}/producer/persistent/{Place}/{TopicPrefix}{topic}");

    public Uri Consumer(string topic, string subscription) => new($"{Sockets}/consumer/persistent/{Place}/{TopicPrefix}{topic}/{subscription}?receiverQueueSize=1000");
}
