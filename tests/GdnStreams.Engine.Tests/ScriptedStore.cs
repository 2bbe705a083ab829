using System.Reflection;
using GdnStreams.Protocol;

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

    /// <summary>By its name, why a call fails; null where it does not.</summary>
    internal Func<string, GdnException?>? Failing { get; set; }

    /// <summary>By its name, what a call waits for before it is made or fails; null is nothing.</summary>
    internal Func<string, TaskCompletionSource?>? Holding { get; set; }

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
        : AfterAppends is { } then && args is [Append append] ? AppendBefore(append, then)
        : Holding?.Invoke(targetMethod!.Name) is { } gate ? Held(targetMethod!, args!, gate.Task)
        : Call(targetMethod!, args!);

    private object? Call(MethodInfo targetMethod, object?[] args) =>
        Failing?.Invoke(targetMethod.Name) is { } failure ? Failed(targetMethod, args, failure)
        : targetMethod.Invoke(_real, args);

    private object? Held(MethodInfo method, object?[] args, Task gate) => method.ReturnType.IsGenericType
        ? typeof(ScriptedStore).GetMethod(nameof(CallAfterAsync), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(method.ReturnType.GenericTypeArguments).Invoke(this, [method, args, gate])
        : DoAfterAsync(method, args, gate);

    private async Task DoAfterAsync(MethodInfo method, object?[] args, Task gate)
    {
        await gate;
        await (Task)Call(method, args)!;
    }

    private async Task<T> CallAfterAsync<T>(MethodInfo method, object?[] args, Task gate)
    {
        await gate;
        return await (Task<T>)Call(method, args)!;
    }

    private static object? Failed(MethodInfo method, object?[] args, GdnException failure)
    {
        if (args is [Append append])
        {
            append.Settle(0, append.Messages.Count, failure);
            return null;
        }

        return method.ReturnType.IsGenericType
            ? typeof(Task).GetMethods().Single(m => m is { Name: nameof(Task.FromException), IsGenericMethod: true }).MakeGenericMethod(method.ReturnType.GenericTypeArguments).Invoke(null, [failure])
            : Task.FromException(failure);
    }

    private object? AppendBefore(Append append, Task then)
    {
        _real.Append(new HeldAppend(append, OnDisk, then));
        return null;
    }

    private async Task<IReadOnlyList<StoredMessage>> ReadAfterAsync(Task first, object?[] args)
    {
        await first;
        return await _real.ReadAsync((long)args[0]!, (long)args[1]!, (int)args[2]!, (long)args[3]!, CancellationToken.None);
    }
}
