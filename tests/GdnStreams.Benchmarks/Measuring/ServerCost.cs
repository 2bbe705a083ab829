using GdnStreams.Benchmarks.Clients;
using GdnStreams.Benchmarks.Processes;

namespace GdnStreams.Benchmarks.Measuring;

/// <summary>What a published message costs a server, with the client in this process.</summary>
internal static class ServerCost
{
    /// <summary>Microseconds of the server's processor time a message, and messages in a second.</summary>
    /// <param name="server">The server.</param>
    /// <param name="workload">What is published.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="prepare">What to do once the workload's streams are there.</param>
    public static async Task<(double Microseconds, double Rate)> OfPublishingAsync(ServerProcess server, Workload workload, double seconds, Func<Task>? prepare = null)
    {
        await using var client = new LibraryClient(Sessions.Gdn(new Uri(server.Target)));
        await client.OpenAsync(workload);
        if (prepare is not null)
        {
            await prepare();
        }

        var run = Run.Publishing(workload.Streams.Count, seconds, 0);
        var before = server.ProcessorTime;
        await client.PublishAsync(run);
        var measured = run.Measured();
        var cost = (server.ProcessorTime - before).TotalMicroseconds / measured.Messages;
        await client.CloseAsync();
        return (cost, measured.Rate);
    }
}
