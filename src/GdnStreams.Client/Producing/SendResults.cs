using System.Collections.Concurrent;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Tells each sender once how its message ended: by its receipt, or by a result that is kept until it is taken.</summary>
internal sealed class SendResults(TopicName topic, TimeProvider time)
{
    private readonly ConcurrentQueue<SendResult> _results = new();

    public bool TryTake(out SendResult result) => _results.TryDequeue(out result);

    /// <summary>Called by one at a time.</summary>
    public void Tell(ref PendingSend send, MessageId id, GdnException? error)
    {
        if (send.IsTold)
        {
            return;
        }

        send.IsTold = true;
        if (send.Receipt is null && (error is not null || send.State is not null))
        {
            _results.Enqueue(new SendResult(send.State, id, error));
        }

        ClientTracing.EndSend(send.Activity, error?.Code.ToString());
        ClientMetrics.SendEnded(topic.Topic, time.GetElapsedTime(send.AcceptedAt), error?.Code.ToString());

        // Continuations run on another thread, not under the caller's lock, and see the counters up to date.
        _ = error is null ? send.Receipt?.TrySetResult(id) : send.Receipt?.TrySetException(error);
    }
}
