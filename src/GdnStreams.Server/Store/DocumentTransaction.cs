using GdnStreams.Engine;

namespace GdnStreams.Server.Store;

/// <summary>The documents table within the writer's transaction. Changes are held back until the caller's code has ended well.</summary>
internal sealed class DocumentTransaction(WriteTransaction writer) : IDocumentTransaction
{
    private readonly List<(string Kind, string Key, string? Json)> _changes = [];

    public string? Get(string kind, string key) => writer.Command("SELECT json FROM documents WHERE kind = $1 AND key = $2", kind, key).ExecuteScalar() as string;

    public IReadOnlyDictionary<string, string> List(string kind, string prefix)
    {
        using var reader = writer.Command(SqliteDocumentStore.ListSql, kind, prefix, SqliteDocumentStore.Behind(prefix)).ExecuteReader();
        return SqliteDocumentStore.Read(reader);
    }

    public void Put(string kind, string key, string json) => _changes.Add((kind, key, json));

    public void Delete(string kind, string key) => _changes.Add((kind, key, null));

    public void Apply()
    {
        foreach (var (kind, key, json) in _changes)
        {
            var command = json is null
                ? writer.Command("DELETE FROM documents WHERE kind = $1 AND key = $2", kind, key)
                : writer.Command("INSERT OR REPLACE INTO documents (kind, key, json) VALUES ($1, $2, $3)", kind, key, json);
            command.ExecuteNonQuery();
        }
    }
}
