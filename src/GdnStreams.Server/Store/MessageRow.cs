using System.Text.Json;
using System.Text.Json.Serialization;
using GdnStreams.Engine;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>A message as a row of the messages table, written and read here.</summary>
internal static partial class MessageRow
{
    private const string Columns = "entry, published, payload, key, properties, event_time, deliver_at";

    public const string Insert = $"INSERT INTO messages (stream, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

    public const string SelectFrom = $"SELECT {Columns} FROM messages WHERE stream = $1 AND entry >= $2 ORDER BY entry LIMIT $3";

    public const string SelectOne = $"SELECT {Columns} FROM messages WHERE stream = $1 AND entry = $2";

    /// <summary>The column <c>properties</c>.</summary>
    public static string? Write(IReadOnlyDictionary<string, string>? properties) =>
        properties is { Count: > 0 } ? JsonSerializer.Serialize(new Dictionary<string, string>(properties), RowJson.Default.DictionaryStringString) : null;

    public static StoredMessage Read(SqliteDataReader row) => new()
    {
        EntryId = row.GetInt64(0),
        PublishTime = row.GetInt64(1),
        Payload = row.GetFieldValue<byte[]>(2),
        Key = row.IsDBNull(3) ? null : row.GetString(3),
        Properties = row.IsDBNull(4) ? null : JsonSerializer.Deserialize(row.GetString(4), RowJson.Default.DictionaryStringString),
        EventTime = row.IsDBNull(5) ? null : row.GetInt64(5),
        DeliverAt = row.IsDBNull(6) ? 0 : row.GetInt64(6),
    };

    [JsonSerializable(typeof(Dictionary<string, string>))]
    private sealed partial class RowJson : JsonSerializerContext;
}
