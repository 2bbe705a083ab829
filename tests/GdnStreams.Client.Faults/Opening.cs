using GdnStreams.Protocol;

namespace GdnStreams.Client.Faults;

/// <summary>Opens what a fault may prevent from opening: a first attempt fails at once, and its caller tries again.</summary>
internal static class Opening
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Repeats until it opens. Any failure but those of a bad connection, or of an earlier attempt that the server has not noticed the end of, is a bug.
    /// A request that is cut off in the middle is a bad one (400) to the server.
    /// </summary>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> open, CancellationToken limit)
    {
        while (true)
        {
            try
            {
                return await open();
            }
            catch (GdnException e) when (e.Code is GdnErrorCode.ConnectionFailed or GdnErrorCode.ConnectionLost or GdnErrorCode.Timeout
                or GdnErrorCode.ProducerBusy or GdnErrorCode.SubscriptionBusy or GdnErrorCode.BadRequest)
            {
                await Task.Delay(Pause, TimeProvider.System, limit);
            }
        }
    }
}
