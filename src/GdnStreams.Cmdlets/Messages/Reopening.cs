using System.Diagnostics;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Opens a producer or consumer in the place of one that has just ended, or deletes what it had open: the server may not have noticed yet, or be about to come back.</summary>
internal static class Reopening
{
    private static readonly TimeSpan BusyTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Opens it, and tries again while it is busy.</summary>
    /// <param name="openAsync">Opens.</param>
    /// <param name="patience">How long to try again where the connection fails; null does not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GdnException">Why the last attempt failed.</exception>
    public static async Task<T> OpenAsync<T>(Func<Task<T>> openAsync, TimeSpan? patience, CancellationToken cancellationToken)
    {
        var elapsed = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await openAsync().ConfigureAwait(false);
            }
            catch (GdnException e) when (elapsed.Elapsed < Longest(e.Code, patience))
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Deletes a stream or subscription, and tries again while the server calls it in use, where it was this session itself that had it open.</summary>
    /// <param name="deleteAsync">Deletes it.</param>
    /// <param name="hadOpen">Whether this session had it open until now; otherwise somebody else has, and nothing is tried again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GdnException">ActiveConsumers: somebody is connected for longer; and others.</exception>
    public static Task DeleteAsync(Func<Task> deleteAsync, bool hadOpen, CancellationToken cancellationToken)
    {
        return hadOpen ? OpenAsync(DeletedAsync, patience: null, cancellationToken) : deleteAsync();

        async Task<bool> DeletedAsync()
        {
            await deleteAsync().ConfigureAwait(false);
            return true;
        }
    }

    private static TimeSpan Longest(GdnErrorCode code, TimeSpan? patience) => code switch
    {
        GdnErrorCode.ProducerBusy or GdnErrorCode.SubscriptionBusy or GdnErrorCode.ActiveConsumers => BusyTime,
        GdnErrorCode.ConnectionFailed or GdnErrorCode.ConnectionLost or GdnErrorCode.Unavailable when patience is { } time => time == TimeSpan.Zero ? TimeSpan.MaxValue : time,
        _ => TimeSpan.Zero,
    };
}
