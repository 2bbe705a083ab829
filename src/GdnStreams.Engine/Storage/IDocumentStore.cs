namespace GdnStreams.Engine;

/// <summary>Small JSON documents beside the messages, in the same file: users, keys, tenants, settings. Thread-safe.</summary>
public interface IDocumentStore
{
    /// <summary>The document, or null.</summary>
    Task<string?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken);

    /// <summary>All documents of a kind, by key.</summary>
    Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Creates or replaces a document; on disk when the task completes.</summary>
    Task PutDocumentAsync(string kind, string key, string json, CancellationToken cancellationToken);

    /// <summary>Removes a document; false where there was none.</summary>
    Task<bool> DeleteDocumentAsync(string kind, string key, CancellationToken cancellationToken);
}
