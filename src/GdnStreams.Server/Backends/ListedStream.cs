using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends;

/// <summary>One stream of a list.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="IsTerminated">Whether it takes no more messages, where the backend tells it in a list.</param>
internal sealed record ListedStream(TopicName Topic, bool IsTerminated);
