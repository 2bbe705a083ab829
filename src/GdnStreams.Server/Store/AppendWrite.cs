using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>Messages of one sender to store: all of an append, or a part of it where they could not be stored together.</summary>
/// <param name="append">The messages.</param>
/// <param name="first">Index of the first one to store.</param>
/// <param name="count">How many.</param>
internal sealed class AppendWrite(Append append, int first, int count) : StoreWrite
{
    private bool _isNumbered;
    private GdnException? _refusal;

    public override int Count => count;

    public override void Execute(WriteTransaction writer)
    {
        (_isNumbered, _refusal) = (false, null);
        try
        {
            append.Begin(first, count);
        }
        catch (GdnException e)
        {
            _refusal = e;
            return;
        }

        _isNumbered = true;
        for (var i = first; i < first + count; i++)
        {
            writer.Messages.Add(append.StreamId, append.Messages[i]);
        }

        var last = first + count - 1;
        if (append.ProducerName is { } producer && append.FirstSequenceId + last >= 0)
        {
            writer.Producers.Stored(append.StreamId, producer, append.FirstSequenceId + last, append.Messages[last].PublishTime);
        }
    }

    public override void Undo()
    {
        if (_isNumbered)
        {
            append.Undo(first);
            _isNumbered = false;
        }
    }

    public override (StoreWrite First, StoreWrite Second)? Divide() => count < 2
        ? null
        : (new AppendWrite(append, first, count / 2), new AppendWrite(append, first + (count / 2), count - (count / 2)));

    protected override void OnCompleted() => append.Settle(first, count, _refusal);

    protected override void OnFailed(GdnException failure) => append.Settle(first, count, _refusal ?? failure);
}
