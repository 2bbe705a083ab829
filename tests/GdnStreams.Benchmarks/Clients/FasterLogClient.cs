using System.Threading.Channels;
using FASTER.core;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>The floor: FasterLog in this process. One task for each log commits what has been added since the last commit.</summary>
internal sealed class FasterLogClient(string folder) : IBenchmarkClient
{
    private Workload _workload = new([], 0, 1);
    private IDevice[] _devices = [];
    private FasterLog[] _logs = [];
    private Channel<bool>[] _added = [];
    private Task[] _commits = [];

    public Task OpenAsync(Workload workload)
    {
        ThreadPool.SetMinThreads(4 * workload.Streams.Count, 4); // Its device blocks a thread of the pool for each write.
        _workload = workload;
        _devices = [.. workload.Streams.Select(stream => Devices.CreateLogDevice(Path.Combine(folder, stream, "log")))];
        _logs = [.. _devices.Select(device => new FasterLog(new FasterLogSettings { LogDevice = device, PageSizeBits = 22, MemorySizeBits = 25 }))];
        _added = [.. _logs.Select(_ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }))];
        _commits = [.. _logs.Select((log, i) => Task.Run(() => CommitAsync(log, _added[i].Reader)))];
        return Task.CompletedTask;
    }

    public Task PublishAsync(Run run)
    {
        var payload = _workload.Payload();
        return ConcurrentPublishing.RunAsync(run, _workload, async stream =>
        {
            var address = await _logs[stream].EnqueueAsync(payload);
            _added[stream].Writer.TryWrite(true);
            await _logs[stream].WaitForCommitAsync(address);
        });
    }

    /// <remarks>Its readers are iterators over this process's memory: there is nobody to acknowledge to.</remarks>
    public Task ReceiveAsync(Run run) => Task.CompletedTask;

    public async Task CloseAsync()
    {
        for (var i = 0; i < _logs.Length; i++)
        {
            _added[i].Writer.Complete();
            await _commits[i];
            _logs[i].Dispose();
            _devices[i].Dispose();
            Directory.Delete(Path.Combine(folder, _workload.Streams[i]), recursive: true);
        }

        (_logs, _devices, _commits) = ([], [], []);
    }

    public ValueTask DisposeAsync() => default;

    private static async Task CommitAsync(FasterLog log, ChannelReader<bool> added)
    {
        await foreach (var _ in added.ReadAllAsync())
        {
            await log.CommitAsync();
        }
    }
}
