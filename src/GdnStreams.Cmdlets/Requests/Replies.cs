using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Sends a handler's replies. The names of their streams come from others, so only streams that match a pattern get any.</summary>
internal sealed class Replies(GdnSession session, WildcardPattern allowed) : IAsyncDisposable
{
    /// <summary>Most producers that stay open; who asks only once leaves one behind.</summary>
    private const int MostProducers = 32;

    private const int MostText = 10_000;
    private readonly object _lock = new();
    private readonly LinkedList<StoringProducer> _producers = new();

    /// <summary>Whether a message asks for a reply on a stream that may get one.</summary>
    public bool AreWanted(GdnMessage message, [NotNullWhen(true)] out StreamName? stream)
    {
        stream = null;
        return message.Properties.TryGetValue(RequestProperties.ReplyTo, out var name) && StreamName.TryParse(name, out stream)
            && stream.Scope != StreamScope.Collection && allowed.IsMatch(stream.Name);
    }

    /// <summary>What an output is as a reply: nothing, one object as Send-GdnMessage sends it, or several as a list in JSON.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no message can be made of it.</exception>
    public static ReadOnlyMemory<byte> Payload(IReadOnlyList<PSObject?> output) => output.Count switch
    {
        0 => default,
        1 => Payloads.Of(output[0], new ObjectJson()),
        _ => new ObjectJson().Write(output),
    };

    /// <summary>Stores a reply; with an error, one that says so.</summary>
    /// <exception cref="GdnException">It is not stored, or nobody knows.</exception>
    public async Task StoreAsync(StreamName stream, GdnMessage request, ReadOnlyMemory<byte> payload, GdnHandlerError? error, CancellationToken cancellationToken)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        if (request.Properties.TryGetValue(RequestProperties.CorrelationId, out var id))
        {
            properties[RequestProperties.CorrelationId] = id;
        }

        if (error is not null)
        {
            properties[RequestProperties.Error] = error.Error.Length > MostText ? error.Error.Substring(0, MostText) : error.Error;
            properties[RequestProperties.ErrorId] = error.ErrorId ?? "";
        }

        var producer = Of(stream, out var surplus);
        if (surplus is not null)
        {
            await surplus.DisposeAsync().ConfigureAwait(false);
        }

        await producer.StoreAsync(new OutgoingMessage { Payload = payload, Key = request.Key, Properties = properties }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        StoringProducer[] open;
        lock (_lock)
        {
            open = [.. _producers];
            _producers.Clear();
        }

        await Task.WhenAll(open.Select(producer => producer.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    /// <summary>The stream's producer; the one that was not used for longest where there are too many.</summary>
    private StoringProducer Of(StreamName stream, out StoringProducer? surplus)
    {
        lock (_lock)
        {
            surplus = null;
            var producer = _producers.FirstOrDefault(one => one.Stream == stream);
            if (producer is not null)
            {
                _producers.Remove(producer);
            }
            else if (_producers.Count >= MostProducers)
            {
                surplus = _producers.Last!.Value;
                _producers.RemoveLast();
            }

            return _producers.AddFirst(producer ?? new StoringProducer(session, stream, create: false)).Value;
        }
    }
}
