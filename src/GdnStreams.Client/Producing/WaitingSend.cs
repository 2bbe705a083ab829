using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A message that waits for a place in the window; without a message, a flush that waits for those before it.</summary>
internal sealed class WaitingSend
{
    public PendingSend Send { get; init; }

    public bool IsFlush { get; init; }

    public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            using (cancellationToken.Register(() => Done.TrySetCanceled(cancellationToken)))
            {
                await Done.Task.ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // It never got a place in the window: end its trace span here.
            ClientTracing.EndSend(Send.Activity, (e as GdnException)?.Code.ToString() ?? e.GetType().Name);
            throw;
        }
    }
}
