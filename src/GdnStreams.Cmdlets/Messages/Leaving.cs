using System.Diagnostics;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes what this session itself had open until now: a Pulsar answers a goodbye before its broker knows of it, and says meanwhile that somebody is connected.</summary>
internal static class Leaving
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    /// <param name="deleteAsync">Deletes it.</param>
    /// <param name="hadOpen">Whether this session had it open; otherwise somebody else has, and nothing is tried again.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="GdnException">ActiveConsumers: somebody is connected for longer; and others.</exception>
    public static async Task DeleteAsync(Func<Task> deleteAsync, bool hadOpen, CancellationToken cancellationToken)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(Again, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await deleteAsync().ConfigureAwait(false);
                return;
            }
            catch (GdnException e) when (e.Code == GdnErrorCode.ActiveConsumers && hadOpen && clock.Elapsed < Patience)
            {
                // Its own connections are still on their way out.
            }
        }
    }
}
