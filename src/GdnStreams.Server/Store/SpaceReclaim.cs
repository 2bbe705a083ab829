using System.Globalization;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Gives the space of removed messages back to the file system, a little at a time.</summary>
internal static class SpaceReclaim
{
    private const int Incremental = 2;

    /// <summary>Free pages that are left in the file for the messages to come: 4 MiB.</summary>
    private const int KeptPages = 1_024;

    /// <summary>Pages given back in one step, between the writes of others: 8 MiB.</summary>
    private const int StepPages = 2_048;

    /// <summary>Switches incremental vacuum on; a file that was made without it is rewritten once.</summary>
    public static void Enable(SqliteConnection connection)
    {
        if (Number(connection, "PRAGMA auto_vacuum") != Incremental)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA auto_vacuum = INCREMENTAL; VACUUM;";
            command.ExecuteNonQuery();
        }
    }

    /// <summary>One step; true where there is more to give back.</summary>
    public static bool Step(GroupCommit writer)
    {
        var free = Convert.ToInt64(writer.Command("PRAGMA freelist_count").ExecuteScalar(), CultureInfo.InvariantCulture) - KeptPages;
        if (free <= 0)
        {
            return false;
        }

        writer.Command($"PRAGMA incremental_vacuum({StepPages})").ExecuteNonQuery();
        return free > StepPages;
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
