namespace GdnStreams.Engine;

/// <summary>The documents within one write: nobody else changes what was read here until the write is done.</summary>
public interface IDocumentTransaction
{
    /// <summary>The document, or null.</summary>
    string? Get(string kind, string key);

    /// <summary>The documents of a kind whose key starts with a prefix, by key; an empty prefix is all.</summary>
    IReadOnlyDictionary<string, string> List(string kind, string prefix);

    /// <summary>Creates or replaces a document, once the whole write has succeeded.</summary>
    void Put(string kind, string key, string json);

    /// <summary>Removes a document, once the whole write has succeeded.</summary>
    void Delete(string kind, string key);
}
