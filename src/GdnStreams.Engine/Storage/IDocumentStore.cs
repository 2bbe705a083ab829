namespace GdnStreams.Engine;

/// <summary>Small JSON documents beside the messages, in the same file: users, keys, tenants, settings. Thread-safe.</summary>
public interface IDocumentStore
{
    /// <summary>All documents of a kind as they are now, where other processes change them too and they are in memory; null where only this one writes.</summary>
    IReadOnlyDictionary<string, string>? Shared(string kind) => null;

    /// <summary>Another object after each change, whoever made it; null where a change of others is not seen without asking.</summary>
    object? Version => null;

    /// <summary>The document, or null.</summary>
    Task<string?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken);

    /// <summary>All documents of a kind, by key.</summary>
    Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>The documents of a kind whose key starts with a prefix, by key.</summary>
    Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, string prefix, CancellationToken cancellationToken);

    /// <summary>Reads and writes several documents as one: nobody else writes meanwhile, and all of it is on disk when the task completes, or nothing.</summary>
    /// <param name="body">Reads first, then puts and deletes. Must be quick: all other writes wait. If it throws, the caller gets the exception and nothing is changed.</param>
    /// <param name="cancellationToken">Gives up waiting for the turn.</param>
    Task<T> UpdateAsync<T>(Func<IDocumentTransaction, T> body, CancellationToken cancellationToken);

    /// <summary>Creates or replaces a document; on disk when the task completes.</summary>
    Task PutDocumentAsync(string kind, string key, string json, CancellationToken cancellationToken);

    /// <summary>Removes a document; false where there was none.</summary>
    Task<bool> DeleteDocumentAsync(string kind, string key, CancellationToken cancellationToken);
}
