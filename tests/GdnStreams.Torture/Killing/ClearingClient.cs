using GdnStreams.Torture.Histories;
using GdnStreams.Torture.Servers;

namespace GdnStreams.Torture.Killing;

/// <summary>Acknowledges everything of a subscription now and then.</summary>
internal sealed class ClearingClient(string subscription, string stream, History history, int seed)
{
    private readonly Random _random = new(seed);

    public async Task RunAsync(Uri server, CancellationToken stop)
    {
        using var calls = new StreamCalls(server);
        await Failures.AgainAsync(
            async () =>
            {
                await Pause.OfAsync(_random.Next(150), stop);
                history.Record(HistoryEventKind.ClearAsked, subscription);
                await calls.ClearAsync(stream, subscription);
                history.Record(HistoryEventKind.Cleared, subscription);
            },
            history,
            stop);
    }
}
