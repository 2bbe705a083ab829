namespace GdnStreams.Engine;

/// <summary>One thing that somebody wants of a subscription, or tells it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Consumer">Whose it is.</param>
/// <param name="Number">The entry, or how many messages are permitted.</param>
/// <param name="Due">When a denied entry is to be delivered again.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="Failure">Why something could not be done; null where it was.</param>
internal readonly record struct Post(
    PostKind Kind, EngineConsumer? Consumer = null, long Number = 0, DateTimeOffset Due = default, Action? Action = null, Exception? Failure = null);
