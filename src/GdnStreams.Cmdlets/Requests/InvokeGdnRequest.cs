using System.Collections;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;
using NotNullWhenAttribute = System.Diagnostics.CodeAnalysis.NotNullWhenAttribute;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Sends requests to a stream and writes what its handler answers, each as it comes. Requests are pipelined: the next one does not wait for
/// the reply of the one before. A handler's error, and no reply in time, are errors about their input.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "GdnRequest")]
[OutputType(typeof(GdnReply))]
public sealed class InvokeGdnRequest : StreamCmdlet
{
    private static readonly TimeSpan SendTimeout = new ProducerOptions().SendTimeout;
    private readonly Dictionary<string, LinkedListNode<PendingRequest>> _pending = new(StringComparer.Ordinal);
    private readonly LinkedList<PendingRequest> _byAge = new();
    private GdnSession _session = null!;
    private StreamName _stream = null!;
    private MessageTemplate _template = null!;
    private MessageSender? _sender;
    private ReplyInbox? _inbox;
    private ConnectionWatch _watch = null!;
    private ReceivedMessage? _arrived;

    /// <summary>The stream whose handler answers.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>The request: text, bytes, a file, or any object, which is sent as JSON. A list that is given as an argument is one request for each element.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Key of the requests, or a script block that makes one of the input in <c>$_</c>: requests of one key are handled in order.</summary>
    [Parameter]
    public object? Key { get; set; }

    /// <summary>Properties of the requests: a hashtable, whose values may be script blocks, or a script block that writes one.</summary>
    [Parameter]
    public object? Property { get; set; }

    /// <summary>How long a reply may take: seconds, a TimeSpan, or text such as <c>2m</c>; 1 ms to 24 days. Default: 30 seconds.</summary>
    [Parameter]
    [Duration(MinSeconds = 0.001, MaxSeconds = 2_000_000)]
    public TimeSpan TimeoutSec { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most requests without a reply at a time, 1 to 1,000. Default: 100.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int MaxInFlight { get; set; } = 100;

    /// <summary>As of ConvertTo-Json: deeper levels become text. Default: all of hashtables, custom objects and lists, two levels of other objects.</summary>
    [Parameter]
    [ValidateRange(0, ObjectJson.MaxDepth)]
    public int? Depth { get; set; }

    /// <summary>A stream that is there and takes the replies. Default: one of its own, which is removed at the end.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ReplyStream { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _session = OpenSession;
        try
        {
            _stream = StreamOf(Stream);
            Await(KnownStreams.EnsureAsync(_session, _stream, create: false, Cancelled));
            if (Await(SubscriptionsAsync()) is { Count: 0 })
            {
                throw Fail(
                    RequestErrors.NobodyListens(_stream), Stream, "Start Invoke-GdnHandler on the stream, or make its subscription with New-GdnSubscription.", "NobodyListens");
            }

            // The time of a reply does not bound how long a producer takes to be connected.
            _sender = new MessageSender(this, _session, _stream, TimeoutSec > SendTimeout ? TimeoutSec : SendTimeout, create: false);
            _inbox = new ReplyInbox(_session, _stream.Scope, ReplyStream is { } name ? StreamOf(name) : null);
            Await(_inbox.OpenAsync(Cancelled));
        }
        catch (GdnException e)
        {
            throw Fail(e, Stream);
        }

        _watch = new ConnectionWatch($"Invoke-GdnRequest to {_stream}");
        _inbox.Reader.StateChanged += _watch.Changed;
        _template = new MessageTemplate { Key = Key, Property = Property, Json = new ObjectJson(Depth) };
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!MyInvocation.ExpectingInput && Payloads.Plain(InputObject) is IList list and not byte[])
        {
            foreach (var item in list)
            {
                Ask(item);
            }
        }
        else
        {
            Ask(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _sender!.Finish(TimeoutSec);
        Collect(0);
        if (Await(_inbox!.CloseAsync(outstanding: 0)) is { } error)
        {
            WriteWarning(DisplayText.Of($"The stream {_inbox.Stream} of the replies is still there. {error.Message}")!);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sender?.Dispose();

            // Where the pipeline was stopped. Nobody is left who could be told of a failure.
            try
            {
                _ = _inbox is null ? null : Await(_inbox.CloseAsync(_pending.Count));
            }
            catch (PipelineStoppedException)
            {
                // The server is silent. It ends by itself.
            }
        }

        base.Dispose(disposing);
    }

    private void Ask(object? input)
    {
        Collect(MaxInFlight - 1);
        Try(input, () =>
        {
            var message = _template.Make(input);
            var request = new PendingRequest(Guid.NewGuid().ToString("n"), input);
            var properties = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pair in message.Properties ?? properties)
            {
                properties[pair.Key] = pair.Value;
            }

            properties[RequestProperties.ReplyTo] = _inbox!.Stream.Topic;
            properties[RequestProperties.CorrelationId] = request.Id;
            _pending[request.Id] = _byAge.AddLast(request);
            try
            {
                _sender!.Send(message with { Properties = properties }, request);
                request.Sent();
            }
            catch (GdnException e)
            {
                Forget(request.Id, out _);
                if (e.Code is not (GdnErrorCode.MessageTooLarge or GdnErrorCode.BadRequest))
                {
                    throw Fail(e, input);
                }

                throw;
            }
        });
    }

    /// <summary>Takes replies until at most so many requests are without one.</summary>
    private void Collect(int most)
    {
        while (true)
        {
            TakeUnsent();
            while (TryTake(out var message))
            {
                Answer(message);
            }

            Expire();
            if (_pending.Count <= most)
            {
                return;
            }

            Await(WaitAsync());
            _watch.Tell(this);
        }
    }

    private bool TryTake([NotNullWhen(true)] out ReceivedMessage? message)
    {
        (message, _arrived) = (_arrived, null);
        return message is not null || _inbox!.Reader.TryReceive(out message);
    }

    /// <summary>A reply to another Invoke-GdnRequest, or to one that was given up, is none of this one's.</summary>
    private void Answer(ReceivedMessage message)
    {
        if (!message.Properties.TryGetValue(RequestProperties.CorrelationId, out var id) || !Forget(id, out var request))
        {
            return;
        }

        if (message.Properties.TryGetValue(RequestProperties.Error, out var error))
        {
            WriteError(RequestErrors.Failed(request, _stream, error));
        }
        else
        {
            WriteObject(new GdnReply(message, request));
        }
    }

    private void TakeUnsent()
    {
        while (_sender!.TryTakeEnded(out var ended))
        {
            var request = (PendingRequest)ended.Input!;
            if (ended.Result.Error is { } error && Forget(request.Id, out _))
            {
                WriteError(ErrorRecords.Of(error, request.Input));
            }
        }
    }

    private void Expire()
    {
        int? listeners = null;
        while (_byAge.First?.Value is { } oldest && oldest.Elapsed >= TimeoutSec)
        {
            Forget(oldest.Id, out _);
            listeners ??= Await(SubscriptionsAsync())?.Sum(subscription => subscription.Value.Consumers.Count);
            WriteError(RequestErrors.NoReply(oldest, _stream, TimeoutSec, listeners));
        }
    }

    private bool Forget(string id, [NotNullWhen(true)] out PendingRequest? request)
    {
        request = null;
        if (!_pending.TryGetValue(id, out var node))
        {
            return false;
        }

        request = node.Value;
        _byAge.Remove(node);
        return _pending.Remove(id);
    }

    /// <summary>Waits for a reply, the end of the oldest request's time, or news of the connection.</summary>
    private async Task WaitAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var left = TimeoutSec - _byAge.First!.Value.Elapsed;
        patience.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        var next = _inbox!.Reader.ReceiveAsync(patience.Token).AsTask();
        await Task.WhenAny(next, _watch.Noted).ConfigureAwait(false);
        if (!next.IsCompleted)
        {
            patience.Cancel();
        }

        try
        {
            _arrived = await next.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            // The time of the oldest request is up, or there is something to tell.
        }
    }

    /// <summary>The stream's subscriptions; null where this user may not see them.</summary>
    private async Task<IReadOnlyDictionary<string, SubscriptionStatistics>?> SubscriptionsAsync()
    {
        try
        {
            return (await _session.Streams.GetStatsAsync(_stream, Cancelled).ConfigureAwait(false)).Subscriptions;
        }
        catch (GdnException)
        {
            // It is only for a better message: the request itself tells what is wrong.
            return null;
        }
    }
}
