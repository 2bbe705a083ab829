using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests;

/// <summary>Messages whose sender is told only later that they are on disk.</summary>
internal sealed class HeldAppend : Append
{
    private readonly Append _held;
    private readonly TaskCompletionSource _onDisk;
    private readonly Task _then;

    /// <param name="held">The sender's.</param>
    /// <param name="onDisk">Completes when they are.</param>
    /// <param name="then">When the sender is told.</param>
    public HeldAppend(Append held, TaskCompletionSource onDisk, Task then)
        : base(held) => (_held, _onDisk, _then) = (held, onDisk, then);

    protected override void OnSettled(int first, int count, GdnException? failure)
    {
        _onDisk.TrySetResult();
        _ = TellAsync();

        async Task TellAsync()
        {
            await _then;
            _held.Settle(first, count, failure);
        }
    }
}
