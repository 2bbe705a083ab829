using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>The creation of several streams with one request, where the server knows it: GDN's own has no such call.</summary>
internal sealed class GdnStreamCreation(RestClient rest, string fabric)
{
    private volatile bool _isUnknown;

    /// <summary>The streams in parts that one request takes, each as places in the list. Those whose names are not allowed are parts of their own.</summary>
    public static IEnumerable<IReadOnlyList<int>> Parts(IReadOnlyList<StreamName> streams)
    {
        foreach (var alike in Enumerable.Range(0, streams.Count).GroupBy(i => (streams[i].IsCreatable, streams[i].Scope)).Select(group => group.ToList()))
        {
            for (var from = 0; from < alike.Count; from += ProtocolLimits.MaxStreamsOfRequest)
            {
                yield return alike.GetRange(from, Math.Min(ProtocolLimits.MaxStreamsOfRequest, alike.Count - from));
            }
        }
    }

    /// <summary>Creates the streams of a part; null where the server cannot, and so has created none.</summary>
    public async Task<IReadOnlyList<StreamCreation>?> TryCreateAsync(IReadOnlyList<StreamName> streams, CancellationToken ct)
    {
        if (_isUnknown || streams.Count == 1 || !streams[0].IsCreatable)
        {
            return null;
        }

        try
        {
            IReadOnlyList<string> names = [.. streams.Select(stream => stream.Name)];
            var items = await rest.AskAsync(StreamCalls.CreateMany, StreamCalls.CreateMany.Path(fabric) + RestApi.Scope(streams[0].Scope), names, ct).ConfigureAwait(false);
            return items.Count == streams.Count && items.All(item => item is not null)
                ? [.. streams.Select((stream, i) => new StreamCreation { Stream = stream, Failure = Failure(items[i]) })]
                : throw RestClient.NotUnderstood(nameof(StreamCreationItem), null);
        }
        catch (GdnException e) when (e.Code is GdnErrorCode.RouteNotFound or GdnErrorCode.MethodNotAllowed or GdnErrorCode.NotSupported)
        {
            _isUnknown = true;
            return null;
        }
        catch (GdnException e)
        {
            return [.. streams.Select(stream => new StreamCreation { Stream = stream, Failure = e })];
        }
    }

    private static GdnException? Failure(StreamCreationItem item) => item.Error == true
        ? new GdnException(ErrorStatuses.FromResponse(item.Code ?? 0, item.ErrorNum ?? 0), item.ErrorMessage ?? "The server does not say why.") { Status = item.Code ?? 0 }
        : null;
}
