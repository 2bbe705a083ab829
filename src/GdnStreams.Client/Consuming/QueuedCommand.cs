using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A command, and for a question who waits for its answer.</summary>
internal readonly record struct QueuedCommand(ConsumerCommand Command, TaskCompletionSource<bool>? Answer)
{
    public bool IsQuestion => Command.Type == ConsumerCommand.IsEndOfTopicType;
}
