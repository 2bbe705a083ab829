using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>JetStream by NATS.Net: a file stream, and a durable consumer with explicit acknowledgements.</summary>
internal sealed class NatsClient(string address) : IBenchmarkClient
{
    private readonly NatsConnection _connection = new(new NatsOpts { Url = address });
    private Workload _workload = new([], 0, 1);
    private INatsJSConsumer[] _consumers = [];

    private NatsJSContext JetStream => new(_connection);

    public async Task OpenAsync(Workload workload)
    {
        _workload = workload;
        _consumers = new INatsJSConsumer[workload.Streams.Count];
        for (var i = 0; i < _consumers.Length; i++)
        {
            await JetStream.CreateStreamAsync(new StreamConfig(workload.Streams[i], [workload.Streams[i]]) { Storage = StreamConfigStorage.File });
            _consumers[i] = await JetStream.CreateOrUpdateConsumerAsync(
                workload.Streams[i], new ConsumerConfig("bench") { AckPolicy = ConsumerConfigAckPolicy.Explicit, MaxAckPending = workload.InFlightOfStream });
        }
    }

    public Task PublishAsync(Run run)
    {
        var (jetStream, payload) = (JetStream, _workload.Payload());
        return ConcurrentPublishing.RunAsync(
            run, _workload, async stream => (await jetStream.PublishAsync(_workload.Streams[stream], payload, serializer: NatsRawSerializer<byte[]>.Default)).EnsureSuccess());
    }

    public Task ReceiveAsync(Run run) => Task.WhenAll(_consumers.Select((consumer, i) => Task.Run(() => ReceiveAsync(consumer, i, run))));

    public async Task CloseAsync()
    {
        foreach (var stream in _workload.Streams)
        {
            await JetStream.DeleteStreamAsync(stream);
        }

        _consumers = [];
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ReceiveAsync(INatsJSConsumer consumer, int index, Run run)
    {
        if (!run.HasAny(index))
        {
            return;
        }

        await foreach (var message in consumer.ConsumeAsync(NatsRawSerializer<byte[]>.Default, new NatsJSConsumeOpts { MaxMsgs = _workload.InFlightOfStream }))
        {
            var more = run.Received(index);
            await message.AckAsync();
            if (!more)
            {
                return;
            }
        }
    }
}
