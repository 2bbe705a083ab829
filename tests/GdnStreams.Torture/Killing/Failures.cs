using System.Net.WebSockets;

namespace GdnStreams.Torture.Killing;

/// <summary>How a client works through a server's lifetime: again and again, until it is over.</summary>
internal static class Failures
{
    /// <summary>What a client sees of a server that was killed, stops, or refuses for the moment.</summary>
    public static bool AreExpected(Exception failure) => failure is WebSocketException or HttpRequestException or OperationCanceledException;

    /// <summary>Does something with a new connection each time, until it is told to stop.</summary>
    public static async Task AgainAsync(Func<Task> act, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act();
            }
            catch (Exception e) when (AreExpected(e))
            {
                await Pause.OfAsync(2, stop);
            }
        }
    }
}
