using GdnStreams.Protocol;
using GdnStreams.Server.Backends;
using GdnStreams.Server.Pushing;
using Prometheus;

namespace GdnStreams.Server.Operations;

/// <summary>What <c>/metrics</c> shows, in Prometheus' text format.</summary>
internal sealed class ServerMetrics
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Counter _messagesIn;
    private readonly Counter _bytesIn;
    private readonly Counter _messagesOut;
    private readonly Counter _bytesOut;
    private readonly Counter _failedSends;
    private readonly Counter _refusals;
    private readonly Gauge _sockets;
    private readonly Gauge _pushes;
    private readonly Counter _pushRequests;
    private readonly Counter _pushDeadLetters;

    public ServerMetrics(IStreamBackend backend)
    {
        var metrics = Metrics.WithCustomRegistry(_registry);
        _messagesIn = metrics.CreateCounter("gdn_messages_in_total", "Messages stored.");
        _bytesIn = metrics.CreateCounter("gdn_bytes_in_total", "Bytes of payload stored.");
        _messagesOut = metrics.CreateCounter("gdn_messages_out_total", "Messages delivered, redeliveries included.");
        _bytesOut = metrics.CreateCounter("gdn_bytes_out_total", "Bytes of payload delivered.");
        _failedSends = metrics.CreateCounter("gdn_failed_sends_total", "Messages that a producer sent and the server did not take.");
        _refusals = metrics.CreateCounter("gdn_refused_requests_total", "Requests and handshakes that were refused.", "status");
        _sockets = metrics.CreateGauge("gdn_sockets", "Connected producers, consumers and readers.", "kind");
        _pushes = metrics.CreateGauge("gdn_pushes", "Pushes.", "state");
        _pushRequests = metrics.CreateCounter("gdn_push_requests_total", "Requests of pushes, those that were tried again included.", "result");
        _pushDeadLetters = metrics.CreateCounter("gdn_push_dead_letters_total", "Messages that pushes gave up and made dead letters of.");
        var loaded = metrics.CreateGauge("gdn_loaded_streams", "Streams that are in memory because they are in use.");
        var memory = metrics.CreateGauge("process_working_set_bytes", "Memory of the process.");
        _registry.AddBeforeCollectCallback(() =>
        {
            loaded.Set(backend.LoadedStreams);
            memory.Set(Environment.WorkingSet);
        });
    }

    public void Stored(int messages, long bytes)
    {
        _messagesIn.Inc(messages);
        _bytesIn.Inc(bytes);
    }

    public void Delivered(int messages, long bytes)
    {
        _messagesOut.Inc(messages);
        _bytesOut.Inc(bytes);
    }

    /// <summary>A push has sent a message.</summary>
    public void Pushed(int bytes, bool wasTaken)
    {
        Delivered(messages: 1, bytes);
        _pushRequests.WithLabels(wasTaken ? "delivered" : "failed").Inc();
    }

    public void DeadLettered() => _pushDeadLetters.Inc();

    /// <summary>Shows how many pushes are in which state.</summary>
    public void CountPushes(Func<IEnumerable<PushState>> states) => _registry.AddBeforeCollectCallback(() =>
    {
        var now = states().ToLookup(state => state);
        foreach (var state in Enum.GetValues<PushState>())
        {
            _pushes.WithLabels(state.ToString()).Set(now[state].Count());
        }
    });

    public void SendsFailed(int messages) => _failedSends.Inc(messages);

    public void Refused(int status) => _refusals.WithLabels(status.ToString(System.Globalization.CultureInfo.InvariantCulture)).Inc();

    /// <summary>A socket is counted until this is disposed of.</summary>
    public IDisposable Connected(StreamSocketAddress address) => _sockets.WithLabels(address switch
    {
        ProducerAddress => "producer",
        ConsumerAddress => "consumer",
        _ => "reader",
    }).TrackInProgress();

    public Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        return _registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }
}
