using StackExchange.Redis;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>Redis Streams by StackExchange.Redis: XADD; XREADGROUP of a page, and an XACK for each message of it.</summary>
internal sealed class RedisClient(string address) : IBenchmarkClient
{
    private const string Group = "bench";
    private ConnectionMultiplexer? _connection;
    private Workload _workload = new([], 0, 1);

    private IDatabase Database => _connection!.GetDatabase();

    public async Task OpenAsync(Workload workload)
    {
        _workload = workload;
        _connection ??= await ConnectionMultiplexer.ConnectAsync(address);
        foreach (var stream in workload.Streams)
        {
            await Database.StreamCreateConsumerGroupAsync(stream, Group, StreamPosition.Beginning);
        }
    }

    public Task PublishAsync(Run run)
    {
        var (database, payload) = (Database, _workload.Payload());
        return ConcurrentPublishing.RunAsync(run, _workload, stream => database.StreamAddAsync(_workload.Streams[stream], "p", payload));
    }

    public Task ReceiveAsync(Run run) => Task.WhenAll(_workload.Streams.Select((stream, i) => Task.Run(() => ReceiveAsync(stream, i, run))));

    public async Task CloseAsync()
    {
        foreach (var stream in _workload.Streams)
        {
            await Database.KeyDeleteAsync(stream);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task ReceiveAsync(string stream, int index, Run run)
    {
        var database = Database;
        var acknowledged = new List<Task>();
        for (var more = run.HasAny(index); more;)
        {
            foreach (var entry in await database.StreamReadGroupAsync(stream, Group, "c", StreamPosition.NewMessages, _workload.InFlightOfStream))
            {
                more = more && run.Received(index);
                acknowledged.Add(database.StreamAcknowledgeAsync(stream, Group, entry.Id));
            }

            await Task.WhenAll(acknowledged);
            acknowledged.Clear();
        }
    }
}
