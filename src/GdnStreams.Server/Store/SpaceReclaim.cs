using System.Globalization;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>Gives the space of removed messages back to the file system, a little at a time.</summary>
internal static class SpaceReclaim
{
    private const int Incremental = 2;

    /// <summary>Free pages that are left in the file for the messages to come: 4 MiB.</summary>
    private const int KeptPages = 512;

    /// <summary>Pages given back in one step, between the writes of others: 8 MiB.</summary>
    private const int StepPages = 1_024;

    /// <summary>Lets a file that is made next have incremental vacuum.</summary>
    public static void Choose(SqliteConnection connection) => connection.Number("PRAGMA auto_vacuum = INCREMENTAL");

    /// <summary>Switches incremental vacuum on; a file that was made without it is rewritten once.</summary>
    public static void Enable(SqliteConnection connection)
    {
        if (connection.Number("PRAGMA auto_vacuum") != Incremental)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA auto_vacuum = INCREMENTAL; VACUUM;";
            command.ExecuteNonQuery();
        }
    }

    /// <summary>One step; true where there is more to give back.</summary>
    public static bool Step(WriteTransaction writer) => DeleteStep(writer) || VacuumStep(writer);

    /// <summary>Removes some messages of a deleted stream; false where there is none.</summary>
    private static bool DeleteStep(WriteTransaction writer)
    {
        if (writer.Command("SELECT min(id) FROM deleted_streams").ExecuteScalar() is not long stream)
        {
            return false;
        }

        if (!MessageRemoval.DeleteStep(writer, stream))
        {
            writer.Command("DELETE FROM deleted_streams WHERE id = $1", stream).ExecuteNonQuery();
        }

        return true;
    }

    private static bool VacuumStep(WriteTransaction writer)
    {
        var free = Convert.ToInt64(writer.Command("PRAGMA freelist_count").ExecuteScalar(), CultureInfo.InvariantCulture) - KeptPages;
        if (free <= 0)
        {
            return false;
        }

        writer.Command($"PRAGMA incremental_vacuum({StepPages})").ExecuteNonQuery();
        return free > StepPages;
    }
}
