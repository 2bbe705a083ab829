using System.Net.WebSockets;
using GdnStreams.Torture.Histories;

namespace GdnStreams.Torture.Killing;

/// <summary>What clients live with while they go on, again and again, until it is over.</summary>
internal static class Failures
{
    private const int LeastOfServer = 500;

    /// <summary>What a client sees of a server that was killed, stops, or refuses for the moment.</summary>
    public static bool AreExpected(Exception failure) => failure is WebSocketException or ServerClosedException or HttpRequestException or OperationCanceledException;

    /// <summary>Does something with a new connection each time, until it is told to stop. What the server refuses by its own fault is recorded.</summary>
    public static async Task AgainAsync(Func<Task> act, History history, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act();
            }
            catch (Exception e) when (AreExpected(e))
            {
                Record(e, history);
                await Pause.OfAsync(2, stop);
            }
        }
    }

    /// <summary>Records an answer of 5xx, and a goodbye that nobody asked for.</summary>
    public static void Record(Exception failure, History history)
    {
        if (failure is ServerClosedException || (failure is HttpRequestException { StatusCode: { } status } && (int)status >= LeastOfServer))
        {
            history.Record(HistoryEventKind.Refused, failure.Message);
        }
    }
}
