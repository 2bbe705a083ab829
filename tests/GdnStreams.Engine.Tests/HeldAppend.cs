using GdnStreams.Protocol;

namespace GdnStreams.Engine.Tests;

/// <summary>A message whose sender is told only later that it is on disk.</summary>
internal sealed class HeldAppend : Append
{
    private readonly Append _held;
    private readonly TaskCompletionSource _onDisk;
    private readonly Task _then;

    /// <param name="held">The sender's.</param>
    /// <param name="onDisk">Completes when it is.</param>
    /// <param name="then">When the sender is told.</param>
    public HeldAppend(Append held, TaskCompletionSource onDisk, Task then)
        : base(held) => (_held, _onDisk, _then) = (held, onDisk, then);

    protected override void OnSettled(GdnException? failure)
    {
        _onDisk.TrySetResult();
        _ = TellAsync();

        async Task TellAsync()
        {
            await _then;
            _held.Settle(failure);
        }
    }
}
