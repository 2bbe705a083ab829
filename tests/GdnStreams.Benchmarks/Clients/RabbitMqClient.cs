using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace GdnStreams.Benchmarks.Clients;

/// <summary>Quorum queues by RabbitMQ.Client: publishing with confirms, consuming with an acknowledgement for each message.</summary>
internal sealed class RabbitMqClient(Uri address) : IBenchmarkClient
{
    private IConnection? _connection;
    private Workload _workload = new([], 0, 1);
    private IChannel[] _channels = [];

    public async Task OpenAsync(Workload workload)
    {
        _workload = workload;
        _connection ??= await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        _channels = new IChannel[workload.Streams.Count];
        for (var i = 0; i < _channels.Length; i++)
        {
            _channels[i] = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null));
            await _channels[i].QueueDeclareAsync(workload.Streams[i], durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        }
    }

    public Task PublishAsync(Run run)
    {
        var payload = _workload.Payload();
        var properties = new BasicProperties { Persistent = true };
        return ConcurrentPublishing.RunAsync(
            run, _workload, stream => _channels[stream].BasicPublishAsync("", _workload.Streams[stream], mandatory: true, properties, payload).AsTask());
    }

    public Task ReceiveAsync(Run run) => Task.WhenAll(_workload.Streams.Select((stream, i) => ReceiveAsync(stream, i, run)));

    public async Task CloseAsync()
    {
        for (var i = 0; i < _channels.Length; i++)
        {
            await _channels[i].QueueDeleteAsync(_workload.Streams[i]);
            await _channels[i].DisposeAsync();
        }

        _channels = [];
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task ReceiveAsync(string queue, int index, Run run)
    {
        if (!run.HasAny(index))
        {
            return;
        }

        await using var channel = await _connection!.CreateChannelAsync();
        await channel.BasicQosAsync(0, (ushort)_workload.InFlightOfStream, global: false);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            if (ended.Task.IsCompleted)
            {
                return; // It goes back to the queue with the channel.
            }

            var more = run.Received(index);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
            if (!more)
            {
                ended.TrySetResult();
            }
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        await ended.Task;
    }
}
