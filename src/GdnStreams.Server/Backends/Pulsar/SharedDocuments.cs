using System.Collections.Concurrent;
using System.Text.Json;
using GdnStreams.Client;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using GdnStreams.Server.Operations;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>
/// Documents that every gateway of a cluster sees: a topic holds their changes in order, and each gateway reads all of it at its start and
/// follows it from then on. A change says after how many changes it was made, and counts only if there were no more when it arrived: whoever
/// was slower does it again on what the faster one left. So all gateways come to the same documents, and none needs to know the others.
/// A gateway that cannot follow answers nothing from what it has, as a key may have been taken back meanwhile.
/// </summary>
internal sealed class SharedDocuments : IDocumentStore, IAsyncDisposable
{
    /// <summary>For so long it goes on with what it has while it cannot follow: a broker hands a topic over within that.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly GdnSession _session;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Outage _outage;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _waiting = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _following = Task.CompletedTask;
    private Producer? _producer;
    private MessageId _last = MessageId.Earliest;
    private long _taken;
    private volatile DocumentState _state = DocumentState.Empty;
    private volatile GdnException? _end;

    private SharedDocuments(GdnSession session, ILogger log, TimeProvider time) =>
        (_session, _log, _time, _outage) = (session, log, time, new Outage(log, time, "Following users, keys and fabrics in the Pulsar"));

    /// <summary>The documents as they are now.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: nobody here knows how they are now.</exception>
    private DocumentState State => _end is null && !(_outage.Duration > Grace) ? _state : throw Unfollowed();

    /// <summary>How their session connects: what breaks is restored here, and a silent line is taken for broken soon.</summary>
    public static GdnSessionOptions Connecting(GdnSessionOptions options) =>
        options with { ReconnectTimeout = TimeSpan.Zero, KeepAliveInterval = Grace, KeepAliveTimeout = Grace };

    /// <summary>Reads all documents of the session's fabric, which is for them alone; the session is closed with them.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: they cannot be read.</exception>
    public static async Task<SharedDocuments> OpenAsync(GdnSession session, ILogger log, TimeProvider time, CancellationToken cancellationToken)
    {
        var documents = new SharedDocuments(session, log, time);
        try
        {
            await documents.OpenAsync(cancellationToken);
            return documents;
        }
        catch
        {
            await documents.DisposeAsync();
            throw;
        }
    }

    public object Version => State;

    public IReadOnlyDictionary<string, string> Shared(string kind) => State.List(kind, "");

    public Task<string?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) => Task.FromResult(State.Get(kind, key));

    public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) => ListDocumentsAsync(kind, "", cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, string prefix, CancellationToken cancellationToken) => Task.FromResult(State.List(kind, prefix));

    public Task PutDocumentAsync(string kind, string key, string json, CancellationToken cancellationToken) => UpdateAsync(
        transaction =>
        {
            transaction.Put(kind, key, json);
            return true;
        },
        cancellationToken);

    public Task<bool> DeleteDocumentAsync(string kind, string key, CancellationToken cancellationToken) => UpdateAsync(
        transaction =>
        {
            var isThere = transaction.Get(kind, key) is not null;
            if (isThere)
            {
                transaction.Delete(kind, key);
            }

            return isThere;
        },
        cancellationToken);

    public async Task<T> UpdateAsync<T>(Func<IDocumentTransaction, T> body, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var transaction = new DocumentChanges(State);
                var result = body(transaction);
                if (transaction.Changes.Count == 0 || await WriteAsync(transaction.ToEntry(), CancellationToken.None))
                {
                    return result;
                }
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: what others change is not seen now.</exception>
    public void Check()
    {
        if (_end is not null || _outage.Duration is not null)
        {
            throw Unfollowed();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _following;
        await _session.DisposeAsync();
        _closing.Dispose();
        _changing.Dispose();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await DocumentTopic.MakeAsync(_session, cancellationToken);
        _following = FollowAsync();

        // Once it has come back, all that was written before it has been read. Asked for its last message, a broker that has just started may say that there is none.
        await WriteAsync(DocumentEntry.Nothing, cancellationToken);
    }

    /// <summary>Writes a change and waits until it has come back; false where others were faster.</summary>
    private async Task<bool> WriteAsync(DocumentEntry entry, CancellationToken cancellationToken)
    {
        var waiting = _waiting[entry.Id] = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            if (_end is { } end)
            {
                throw end; // Before this one was waiting.
            }

            await (await ProducerAsync(cancellationToken)).SendAsync(new OutgoingMessage { Payload = entry.Write() }, cancellationToken);
            return await ReturnedAsync(waiting.Task, cancellationToken);
        }
        catch (Exception e) when (e != _end && e is TimeoutException or GdnException { Code: not GdnErrorCode.MessageTooLarge })
        {
            _log.EntryNotWritten(e.Message);
            throw new GdnException(
                GdnErrorCode.Unavailable, "The Pulsar that keeps users, keys and fabrics does not take changes now; the server's log says why. This one may be there all the same: look before you make it again.", e);
        }
        finally
        {
            _waiting.TryRemove(entry.Id, out _);
        }
    }

    /// <summary>Waits for what was written, for as long as what was written before it arrives.</summary>
    private async Task<bool> ReturnedAsync(Task<bool> returned, CancellationToken cancellationToken)
    {
        while (true)
        {
            var taken = Interlocked.Read(ref _taken);
            try
            {
                return await returned.WaitAsync(Patience, _time, cancellationToken);
            }
            catch (TimeoutException) when (Interlocked.Read(ref _taken) != taken)
            {
                // It is still behind others.
            }
        }
    }

    /// <summary>The producer; another one where it has ended.</summary>
    private async Task<Producer> ProducerAsync(CancellationToken cancellationToken)
    {
        if (_producer is { State: not ConnectionState.Open } ended)
        {
            await ended.DisposeAsync();
            _producer = null;
        }

        return _producer ??= await _session.CreateProducerAsync(DocumentTopic.Stream, null, cancellationToken);
    }

    /// <summary>Reads on behind the last entry, again and again, whatever ended it: a broker may answer anything while topics move.</summary>
    private async Task FollowAsync()
    {
        var pause = FirstPause;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await using var reader = await _session.CreateReaderAsync(DocumentTopic.Stream, new ReaderOptions { StartMessageId = _last }, _closing.Token);
                _outage.End();
                pause = FirstPause;
                await foreach (var message in reader.ReadAllAsync(_closing.Token))
                {
                    Take(message);
                    _last = message.Id;
                }
            }
            catch (NotSupportedException e)
            {
                End(e);
                return;
            }
            catch (Exception e) when (!_closing.IsCancellationRequested)
            {
                _outage.Add(e.Message);
            }
            catch (Exception)
            {
                return; // The server stops, and with it the reader, whatever it says.
            }

            await Task.Delay(pause, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Take(ReceivedMessage message)
    {
        Interlocked.Increment(ref _taken);
        DocumentEntry entry;
        try
        {
            entry = DocumentEntry.Read(message.Payload);
        }
        catch (JsonException e)
        {
            _log.EntryUnreadable(message.Id.ToString(), e.Message);
            return;
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"The entry {message.Id} of the topic with users, keys and fabrics is a newer gateway's: {e.Message}. Update this one.", e);
        }

        var counts = entry.After == _state.Version;
        if (counts)
        {
            _state = _state.With(entry.Changes);
        }

        if (_waiting.TryRemove(entry.Id, out var waiting))
        {
            waiting.SetResult(counts);
        }
    }

    /// <summary>Nobody here can know the documents any more.</summary>
    private void End(NotSupportedException reason)
    {
        _log.EntryTooNew(reason.Message);
        _end = new GdnException(GdnErrorCode.Unavailable, reason.Message, reason);
        foreach (var waiting in _waiting.Values)
        {
            waiting.TrySetException(_end);
        }
    }

    private GdnException Unfollowed() => new(
        GdnErrorCode.Unavailable, "Users and keys cannot be read now, as the Pulsar that keeps them cannot be followed; the server's log says why. Try again in some seconds.", _end!);
}
