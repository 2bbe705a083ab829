using GdnStreams.Engine;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>Reads documents as they are, and gathers what is to change.</summary>
internal sealed class DocumentChanges(DocumentState state) : IDocumentTransaction
{
    private readonly List<DocumentChange> _changes = [];

    /// <summary>What is to change.</summary>
    public IReadOnlyList<DocumentChange> Changes => _changes;

    public string? Get(string kind, string key) => state.Get(kind, key);

    public IReadOnlyDictionary<string, string> List(string kind, string prefix) => state.List(kind, prefix);

    public void Put(string kind, string key, string json) => _changes.Add(new DocumentChange(kind, key, json));

    public void Delete(string kind, string key) => _changes.Add(new DocumentChange(kind, key, null));

    /// <summary>The entry that says it.</summary>
    public DocumentEntry ToEntry() => new(Guid.NewGuid().ToString("N"), state.Version, _changes);
}
