using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Where the replies to one Invoke-GdnRequest arrive: a stream of its own, which goes with it, or one that is there. It listens before anything is sent.</summary>
/// <param name="session">The session.</param>
/// <param name="scope">Scope of a stream of its own.</param>
/// <param name="given">A stream that is there; null makes one.</param>
internal sealed class ReplyInbox(GdnSession session, StreamScope scope, StreamName? given)
{
    private static readonly TimeSpan RemoveLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LateLimit = TimeSpan.FromSeconds(1);
    private Task _opening = Task.CompletedTask;
    private Reader? _reader;
    private bool _isMade;

    public StreamName Stream { get; } = given ?? StreamName.Create(RequestProperties.StreamPrefix + Guid.NewGuid().ToString("n"), scope);

    /// <summary>What reads the replies.</summary>
    public Reader Reader => _reader ?? throw new InvalidOperationException("The inbox is not open.");

    /// <exception cref="GdnException">StreamNotFound: the given stream does not exist; or the stream cannot be made or read.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => _opening = MakeAndReadAsync(cancellationToken);

    /// <summary>Stops listening and removes a stream of its own, in at most 6 s.</summary>
    /// <param name="outstanding">How many replies may still come: one that came behind the removal would make the stream anew.</param>
    /// <returns>Why the stream is still there; null where it is not.</returns>
    public async Task<GdnException?> CloseAsync(int outstanding)
    {
        _ = await Task.WhenAny(_opening).ConfigureAwait(false); // Who was stopped did not wait for it.
        if (_reader is not null)
        {
            await TakeLateAsync(_reader, given is null ? outstanding : 0).ConfigureAwait(false);
            await _reader.DisposeAsync().ConfigureAwait(false);
            _reader = null;
        }

        if (!_isMade)
        {
            return null;
        }

        _isMade = false;
        using var limit = new CancellationTokenSource(RemoveLimit);
        try
        {
            await session.Streams.DeleteAsync(Stream, force: true, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException e)
        {
            return new GdnException(GdnErrorCode.Timeout, $"The server did not remove it within {RemoveLimit.TotalSeconds:0} s.", e);
        }
        catch (GdnException e)
        {
            return e.Code == GdnErrorCode.StreamNotFound ? null : e;
        }
    }

    /// <summary>Takes replies that nobody waits for any more, for a second at most.</summary>
    private static async Task TakeLateAsync(Reader reader, int outstanding)
    {
        using var limit = new CancellationTokenSource(LateLimit);
        try
        {
            for (; outstanding > 0; outstanding--)
            {
                await reader.ReceiveAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or GdnException)
        {
            // No more in this time, or never.
        }
    }

    private async Task MakeAndReadAsync(CancellationToken cancellationToken)
    {
        if (given is null)
        {
            // Not cancelled, also where nobody waits for the answer any more: the server might create it behind the request that removes it.
            _isMade = true;
            await session.Streams.CreateAsync(Stream, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await KnownStreams.EnsureAsync(session, Stream, create: false, cancellationToken).ConfigureAwait(false);
        }

        var start = given is null ? MessageId.Earliest : MessageId.Latest;
        _reader = await session.CreateReaderAsync(Stream, new ReaderOptions { StartMessageId = start }, cancellationToken).ConfigureAwait(false);
    }
}
