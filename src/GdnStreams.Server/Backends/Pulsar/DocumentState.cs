using System.Collections.Immutable;

namespace GdnStreams.Server.Backends.Pulsar;

/// <summary>All documents after so many changes. It never changes itself.</summary>
internal sealed class DocumentState
{
    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, string>> _kinds;

    private DocumentState(long version, ImmutableDictionary<string, ImmutableSortedDictionary<string, string>> kinds) => (Version, _kinds) = (version, kinds);

    /// <summary>Before the first change.</summary>
    public static DocumentState Empty { get; } = new(0, ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal));

    /// <summary>How many changes it has seen.</summary>
    public long Version { get; }

    public string? Get(string kind, string key) => Of(kind).GetValueOrDefault(key);

    public IReadOnlyDictionary<string, string> List(string kind, string prefix) => prefix.Length == 0
        ? Of(kind)
        : Beginning(Of(kind), prefix);

    /// <summary>The documents after one more change.</summary>
    public DocumentState With(IEnumerable<DocumentChange> changes)
    {
        var kinds = _kinds;
        foreach (var change in changes)
        {
            var documents = kinds.GetValueOrDefault(change.Kind) ?? None;
            kinds = kinds.SetItem(change.Kind, change.Json is { } json ? documents.SetItem(change.Key, json) : documents.Remove(change.Key));
        }

        return new DocumentState(Version + 1, kinds);
    }

    private static Dictionary<string, string> Beginning(ImmutableSortedDictionary<string, string> documents, string prefix) =>
        documents.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> None { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private ImmutableSortedDictionary<string, string> Of(string kind) => _kinds.GetValueOrDefault(kind) ?? None;
}
