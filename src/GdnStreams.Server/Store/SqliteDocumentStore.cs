using System.Runtime.ExceptionServices;
using GdnStreams.Engine;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>The documents table.</summary>
internal sealed class SqliteDocumentStore(SqliteStore store) : IDocumentStore
{
    /// <summary>Takes a kind, a prefix and <see cref="Behind"/> it.</summary>
    public const string ListSql = "SELECT key, json FROM documents WHERE kind = $1 AND key >= $2 AND key < $3 ORDER BY key";

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

    public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, CancellationToken cancellationToken) => ListDocumentsAsync(kind, "", cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> ListDocumentsAsync(string kind, string prefix, CancellationToken cancellationToken) => store.Readers.ReadAsync(
        connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = ListSql;
            command.Parameters.AddWithValue("$1", kind);
            command.Parameters.AddWithValue("$2", prefix);
            command.Parameters.AddWithValue("$3", Behind(prefix));
            using var reader = command.ExecuteReader();
            return Read(reader);
        },
        cancellationToken);

    public async Task<T> UpdateAsync<T>(Func<IDocumentTransaction, T> body, CancellationToken cancellationToken)
    {
        var (result, failure) = await store.Writer.RunAsync<(T, ExceptionDispatchInfo?)>(
            writer =>
            {
                var transaction = new DocumentTransaction(writer);
                T value;
                try
                {
                    value = body(transaction);
                }
                catch (Exception e) when (e is not SqliteException)
                {
                    // Nothing was changed: the caller is told, and the other writes of the transaction go on.
                    return (default(T)!, ExceptionDispatchInfo.Capture(e));
                }

                transaction.Apply();
                return (value, null);
            },
            cancellationToken);
        failure?.Throw();
        return result;
    }

    public Task PutDocumentAsync(string kind, string key, string json, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command("INSERT OR REPLACE INTO documents (kind, key, json) VALUES ($1, $2, $3)", kind, key, json).ExecuteNonQuery(),
        cancellationToken);

    public Task<bool> DeleteDocumentAsync(string kind, string key, CancellationToken cancellationToken) => store.Writer.RunAsync(
        writer => writer.Command("DELETE FROM documents WHERE kind = $1 AND key = $2", kind, key).ExecuteNonQuery() > 0,
        cancellationToken);

    /// <summary>The first key that no longer starts with a prefix; for the empty prefix one behind all.</summary>
    public static string Behind(string prefix) => prefix.Length == 0 ? "\U0010FFFF" : prefix[..^1] + (char)(prefix[^1] + 1);

    public static IReadOnlyDictionary<string, string> Read(SqliteDataReader reader)
    {
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            documents[reader.GetString(0)] = reader.GetString(1);
        }

        return documents;
    }
}
