using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Statements for a reading connection, with numbered arguments.</summary>
internal static class Queries
{
    public static SqliteCommand Query(this SqliteConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < arguments.Length; i++)
        {
            command.Parameters.AddWithValue("$" + (i + 1), arguments[i]);
        }

        return command;
    }

    public static long? Number(this SqliteConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        using var command = connection.Query(sql, arguments);
        return command.ExecuteScalar() as long?;
    }

    public static long? NumberOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
