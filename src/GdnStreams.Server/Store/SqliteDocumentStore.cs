using GdnStreams.Engine;

namespace GdnStreams.Server.Store;

/// <summary>The documents table.</summary>
internal sealed class SqliteDocumentStore(SqliteStore store) : IDocumentStore
{
    public Task<string?> GetDocumentAsync(string kind, string key, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT json FROM documents WHERE kind = $1 AND key = $2";
            command.Parameters.AddWithValue("$1", kind);
            command.Parameters.AddWithValue("$2", key);
            return command.ExecuteScalar() as string;
        },
        cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        IReadOnlyDictionary<string, string> (connection) =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT key, json FROM documents WHERE kind = $1 ORDER BY key";
            command.Parameters.AddWithValue("$1", kind);
            using var reader = command.ExecuteReader();
            var documents = new Dictionary<string, string>(StringComparer.Ordinal);
            while (reader.Read())
            {
                documents[reader.GetString(0)] = reader.GetString(1);
            }

            return documents;
        },
        cancellationToken);

    public Task PutDocumentAsync(string kind, string key, string json, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command("INSERT OR REPLACE INTO documents (kind, key, json) VALUES ($1, $2, $3)", kind, key, json).ExecuteNonQuery(),
        cancellationToken);

    public Task<bool> DeleteDocumentAsync(string kind, string key, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command("DELETE FROM documents WHERE kind = $1 AND key = $2", kind, key).ExecuteNonQuery() > 0,
        cancellationToken);
}
