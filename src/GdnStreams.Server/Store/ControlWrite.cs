using GdnStreams.Protocol;

namespace GdnStreams.Server.Store;

/// <summary>Any write but a message. It stands behind a savepoint: one that fails leaves the others of its transaction alone.</summary>
/// <param name="body">The write.</param>
/// <param name="undo">What else to take back where the transaction is rolled back.</param>
internal sealed class ControlWrite<T>(Func<GroupCommit, T> body, Action? undo) : StoreWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private GdnException? _refusal;

    public Task<T> Task => _done.Task;

    public override void Execute(GroupCommit writer)
    {
        _refusal = null;
        try
        {
            writer.Command("SAVEPOINT control").ExecuteNonQuery();
            _result = body(writer);
            writer.Command("RELEASE control").ExecuteNonQuery();
        }
        catch (Exception e) when (writer.IsInTransaction)
        {
            writer.Command("ROLLBACK TO control").ExecuteNonQuery();
            writer.Command("RELEASE control").ExecuteNonQuery();
            undo?.Invoke();
            _refusal = e as GdnException ?? StoreFailure.Describe(e);
            writer.Note(_refusal, e);
        }
    }

    public override void Undo() => undo?.Invoke();

    public override void Complete()
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

    public override void Fail(GdnException failure) => _done.SetException(_refusal ?? failure);
}
