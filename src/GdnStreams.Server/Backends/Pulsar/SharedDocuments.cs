using System.Collections.Concurrent;
using System.Text.Json;
using GdnStreams.Client;
using GdnStreams.Engine;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>
/// Documents that every gateway of a cluster sees: a topic holds their changes in order, and each gateway reads all of it at its start and
/// follows it from then on. A change says after how many changes it was made, and counts only if there were no more when it arrived: whoever
/// was slower does it again on what the faster one left. So all gateways come to the same documents, and none needs to know the others.
/// </summary>
internal sealed class SharedDocuments : IDocumentStore, IAsyncDisposable
{
    private static readonly StreamName Log = StreamName.Create("documents", StreamScope.Local);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RetentionPolicy ForEver = new() { TimeInMinutes = -1, SizeInMegabytes = -1 };
    private readonly GdnSession _session;
    private readonly Producer _producer;
    private readonly Reader _reader;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _waiting = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _following = Task.CompletedTask;
    private volatile DocumentState _state = DocumentState.Empty;

    private SharedDocuments(GdnSession session, Producer producer, Reader reader) => (_session, _producer, _reader) = (session, producer, reader);

    /// <summary>How many changes there were.</summary>
    public long Changes => _state.Version;

    /// <summary>Reads all documents of the session's fabric, which is for them alone; the session is closed with them.</summary>
    public static async Task<SharedDocuments> OpenAsync(GdnSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.Streams.CreateAsync(Log, cancellationToken);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamExists)
        {
            // From another gateway, or another time.
        }

        await session.Policies.SetFabricRetentionAsync(ForEver, StreamScope.Local, cancellationToken);
        var reader = await session.CreateReaderAsync(Log, new ReaderOptions { StartMessageId = MessageId.Earliest }, cancellationToken);
        var documents = new SharedDocuments(session, await session.CreateProducerAsync(Log, null, cancellationToken), reader);
        documents._following = documents.FollowAsync();

        // Once it has come back, all that was written before it has been read. Asked for its last message, a broker that has just started may say that there is none.
        await documents.WriteAsync(DocumentEntry.Nothing);
        return documents;
    }

    public Task<string?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) => Task.FromResult(_state.Get(kind, key));

    public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) => ListDocumentsAsync(kind, "", cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, string prefix, CancellationToken cancellationToken) => Task.FromResult(_state.List(kind, prefix));

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
                var transaction = new DocumentChanges(_state);
                var result = body(transaction);
                if (transaction.Changes.Count == 0 || await WriteAsync(transaction.ToEntry()))
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
        if (_reader.State != ConnectionState.Open || _producer.State != ConnectionState.Open || _following.IsCompleted)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"Users and keys in the Pulsar cannot be followed now. {(_following.Exception?.GetBaseException() ?? _reader.Interruption ?? _producer.Interruption)?.Message}".TrimEnd());
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

    /// <summary>Writes a change and waits until it has come back; false where others were faster.</summary>
    private async Task<bool> WriteAsync(DocumentEntry entry)
    {
        var waiting = _waiting[entry.Id] = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _producer.SendAsync(new OutgoingMessage { Payload = JsonSerializer.SerializeToUtf8Bytes(entry, DocumentJson.Default.DocumentEntry) });
            return await waiting.Task.WaitAsync(Patience);
        }
        catch (Exception e) when (e is TimeoutException or GdnException { Code: not GdnErrorCode.MessageTooLarge })
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The Pulsar does not take changes of users, keys and fabrics now; this one may be there all the same. {e.Message}", e);
        }
        finally
        {
            _waiting.TryRemove(entry.Id, out _);
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var message in _reader.ReadAllAsync(_closing.Token))
            {
                Take(message);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
        catch (GdnException)
        {
            // The reader is restored for as long as it may take; what ended it all the same is told by Check.
        }
    }

    private void Take(ReceivedMessage message)
    {
        var entry = JsonSerializer.Deserialize(message.Payload.Span, DocumentJson.Default.DocumentEntry)!;
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
}
