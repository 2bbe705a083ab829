using System.Reflection;

namespace GdnStreams.Engine.Tests;

/// <summary>A real store whose reads can be held up or made to fail.</summary>
public class ScriptedStore : DispatchProxy
{
    private IMessageStore _real = null!;

    /// <summary>What the next reads wait for first; null is nothing.</summary>
    internal Task? BeforeReads { get; set; }

    internal static (IMessageStore Store, ScriptedStore Script) Over(IMessageStore real)
    {
        var store = Create<IMessageStore, ScriptedStore>();
        var script = (ScriptedStore)(object)store;
        script._real = real;
        return (store, script);
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        BeforeReads is { } first && targetMethod!.Name == nameof(IMessageStore.ReadAsync)
            ? ReadAfterAsync(first, args!)
            : targetMethod!.Invoke(_real, args);

    private async Task<IReadOnlyList<StoredMessage>> ReadAfterAsync(Task first, object?[] args)
    {
        await first;
        return await _real.ReadAsync((long)args[0]!, (long)args[1]!, (int)args[2]!, (long)args[3]!, CancellationToken.None);
    }
}
