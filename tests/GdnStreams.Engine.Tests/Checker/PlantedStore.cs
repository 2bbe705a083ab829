using System.Reflection;
using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests.Checker;

/// <summary>A real store with a fault.</summary>
public class PlantedStore : DispatchProxy
{
    private const int Every = 50;
    private IMessageStore _real = null!;
    private Fault _fault;
    private int _calls;

    internal static IMessageStore Over(IMessageStore real, Fault fault)
    {
        if (fault == Fault.None)
        {
            return real;
        }

        var store = Create<IMessageStore, PlantedStore>();
        var planted = (PlantedStore)(object)store;
        (planted._real, planted._fault) = (real, fault);
        return store;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => (_fault, args) switch
    {
        (Fault.LostMessage, [Append append]) when IsTurn() => Lose(append),
        (Fault.DoubledMessage, [Append append]) when IsTurn() => Double(append),
        (Fault.Overtaking, [Append append]) when IsTurn() => Fail(append),
        (Fault.LostCursor, [long, SubscriptionRecord, CancellationToken]) when targetMethod!.Name == nameof(IMessageStore.SaveSubscriptionAsync) => Task.CompletedTask,
        (Fault.CursorTooFar, [long stream, SubscriptionRecord cursor, CancellationToken cancellation]) when targetMethod!.Name == nameof(IMessageStore.SaveSubscriptionAsync) =>
            _real.SaveSubscriptionAsync(stream, cursor with { LowMark = cursor.LowMark + 1, Islands = [] }, cancellation),
        _ => targetMethod!.Invoke(_real, args),
    };

    private bool IsTurn() => Interlocked.Increment(ref _calls) % Every == 0;

    private object? Lose(Append append)
    {
        // Given as another stream's: written, and never found again.
        _real.Append(new Elsewhere(append));
        return null;
    }

    private object? Double(Append append)
    {
        _real.Append(new Copy(append));
        _real.Append(append);
        return null;
    }

    /// <summary>Told to its sender alone: nothing of what is behind it is held back.</summary>
    private static object? Fail(Append append)
    {
        typeof(Append).GetMethod("OnSettled", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(append, [0, append.Messages.Count, new GdnException(GdnErrorCode.Unavailable, "planted")]);
        return null;
    }

    private sealed class Elsewhere(Append append) : Append(new StreamEnd(long.MaxValue - append.Messages[0].PublishTime, Interlocked.Add(ref _lost, append.Messages.Count)), null, append.Messages)
    {
        private static long _lost;
        private readonly Append _sender = append;

        protected override void OnSettled(int first, int count, GdnException? failure) => _sender.Settle(first, count, failure);
    }

    private sealed class Copy(Append append) : Append(append)
    {
        protected override void OnSettled(int first, int count, GdnException? failure)
        {
            // Nobody waits for it.
        }
    }
}
