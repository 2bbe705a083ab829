using System.Globalization;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Where a handler puts what it could not handle, with the last error.</summary>
internal sealed class HandlerDeadLetters(GdnSession session, StreamName origin, string subscription, StreamName stream) : IAsyncDisposable
{
    private const int MostText = 1000;
    private readonly StoringProducer _producer = new(session, stream, create: true);

    public StreamName Stream => stream;

    /// <summary>Stores one; it may be acknowledged then.</summary>
    /// <exception cref="GdnException">It is not stored, or nobody knows.</exception>
    public Task StoreAsync(GdnMessage message, GdnHandlerError error, CancellationToken cancellationToken)
    {
        var text = error.Error.Length > MostText ? error.Error.Substring(0, MostText) : error.Error;
        var letter = DeadLetter.Of(session, origin, subscription, message, ("gdn-error", text), ("gdn-attempts", error.Attempt.ToString(CultureInfo.InvariantCulture)));
        return _producer.StoreAsync(letter, cancellationToken);
    }

    public ValueTask DisposeAsync() => _producer.DisposeAsync();
}
