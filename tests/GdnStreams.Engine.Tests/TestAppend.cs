using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests;

/// <summary>A message that a test gives to a store itself.</summary>
internal sealed class TestAppend(StreamEnd end, AppendChain? chain, params IReadOnlyList<StoredMessage> messages) : Append(end, chain, messages)
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Settled => _settled.Task;

    /// <summary>Stores messages one after the other; completes when they are on disk.</summary>
    public static Task StoreAsync(IMessageStore store, StreamRecord stream, params IEnumerable<StoredMessage> messages)
    {
        var end = new StreamEnd(stream.Id, stream.NextEntryId);
        return Task.WhenAll(messages.Select(message =>
        {
            var append = new TestAppend(end, null, message);
            store.Append(append);
            return append.Settled;
        }));
    }

    protected override void OnSettled(int first, int count, GdnException? failure)
    {
        if (failure is not null)
        {
            _settled.TrySetException(failure);
        }
        else if (first + count == Messages.Count)
        {
            _settled.TrySetResult();
        }
    }
}
