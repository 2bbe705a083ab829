using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>Any write except a message. It runs in a savepoint: if it fails, the other writes of its transaction are not affected.</summary>
/// <param name="body">The write.</param>
/// <param name="undo">What else to undo if the transaction is rolled back.</param>
internal sealed class ControlWrite<T>(Func<WriteTransaction, T> body, Action? undo) : StoreWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private bool _hasBegun;
    private GdnException? _refusal;

    public Task<T> Task => _done.Task;

    public override void Execute(WriteTransaction writer)
    {
        _refusal = null;
        try
        {
            writer.Command("SAVEPOINT control").ExecuteNonQuery();
            _hasBegun = true;
            _result = body(writer);
            writer.Command("RELEASE control").ExecuteNonQuery();
        }
        catch (Exception e) when (writer.IsOpen)
        {
            writer.Command("ROLLBACK TO control").ExecuteNonQuery();
            writer.Command("RELEASE control").ExecuteNonQuery();
            Undo();
            _refusal = e as GdnException ?? StoreFailure.Describe(e);
            writer.Note(_refusal, e);
        }
    }

    public override void Undo()
    {
        if (_hasBegun)
        {
            undo?.Invoke();
            _hasBegun = false;
        }
    }

    protected override void OnCompleted()
    {
        if (_refusal is not null)
        {
            _done.SetException(_refusal);
        }
        else
        {
            _done.SetResult(_result);
        }
    }

    protected override void OnFailed(GdnException failure) => _done.SetException(_refusal ?? failure);
}
