using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Contestants;
using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>A contestant that is running: its client's process and the server's, which it may share.</summary>
internal sealed class Entrant(IContestant contestant, ClientProcess client, ServerProcess? server) : IAsyncDisposable
{
    private static int _workloads;

    public IContestant Contestant => contestant;

    /// <summary>Opens fresh streams, publishes, receives, and removes them.</summary>
    public async Task<(Turn Publish, Turn Receive)> TakeTurnAsync(Cell cell, double seconds, long messages = 0)
    {
        await OpenAsync(cell);
        var publish = await MeasureAsync("publish", seconds, messages);
        var receive = await MeasureAsync("receive", seconds, messages);
        await CloseAsync();
        return (publish, receive);
    }

    /// <remarks>Names are unique in a run, and end with the size of a message.</remarks>
    public Task OpenAsync(Cell cell)
    {
        var number = Interlocked.Increment(ref _workloads);
        return client.AskAsync(new ClientCommand("open", new Workload([.. Enumerable.Range(0, cell.Streams).Select(i => $"bench{number}-{i}-{cell.PayloadBytes}")], cell.PayloadBytes, cell.InFlight)));
    }

    public async Task<Turn> MeasureAsync(string operation, double seconds, long messages = 0, double rate = 0)
    {
        var (clientBefore, serverBefore) = (client.ProcessorTime, server?.ProcessorTime);
        var measured = (await client.AskAsync(new ClientCommand(operation, Seconds: seconds, Messages: messages, Rate: rate)))!;
        var (clientTime, serverTime) = (client.ProcessorTime - clientBefore, server?.ProcessorTime - serverBefore);
        return new Turn(measured, clientTime.TotalMicroseconds / measured.Messages, serverTime?.TotalMicroseconds / measured.Messages);
    }

    public Task CloseAsync() => client.AskAsync(new ClientCommand("close"));

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
