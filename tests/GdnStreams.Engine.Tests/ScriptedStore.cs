using System.Reflection;

namespace GdnStreams.Engine.Tests;

/// <summary>A real store whose reads can be held up or made to fail, and whose answers to writes can be held up.</summary>
public class ScriptedStore : DispatchProxy
{
    private IMessageStore _real = null!;

    /// <summary>What the next reads wait for first; null is nothing.</summary>
    internal Task? BeforeReads { get; set; }

    /// <summary>What the answers to the next writes wait for, once they are on disk; null is nothing.</summary>
    internal Task? AfterAppends { get; set; }

    /// <summary>Completes when a write whose answer is held up is on disk.</summary>
    internal TaskCompletionSource OnDisk { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static (IMessageStore Store, ScriptedStore Script) Over(IMessageStore real)
    {
        var store = Create<IMessageStore, ScriptedStore>();
        var script = (ScriptedStore)(object)store;
        script._real = real;
        return (store, script);
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        BeforeReads is { } first && targetMethod!.Name == nameof(IMessageStore.ReadAsync) ? ReadAfterAsync(first, args!)
        : AfterAppends is { } then && targetMethod!.Name == nameof(IMessageStore.AppendAsync) ? AppendBeforeAsync((Task)targetMethod.Invoke(_real, args)!, then)
        : targetMethod!.Invoke(_real, args);

    private async Task AppendBeforeAsync(Task append, Task then)
    {
        await append;
        OnDisk.TrySetResult();
        await then;
    }

    private async Task<IReadOnlyList<StoredMessage>> ReadAfterAsync(Task first, object?[] args)
    {
        await first;
        return await _real.ReadAsync((long)args[0]!, (long)args[1]!, (int)args[2]!, (long)args[3]!, CancellationToken.None);
    }
}
