using System.Globalization;
using GdnStreams.Server.Store;

namespace GdnStreams.Engine.Tests;

/// <summary>Makes a database as full as a disk can be: SQLite answers with the same error.</summary>
internal static class FullDisk
{
    /// <summary>No page more fits.</summary>
    public static Task FillAsync(SqliteStore store) => LimitAsync(store, 1);

    /// <summary>There is space again.</summary>
    public static Task FreeAsync(SqliteStore store) => LimitAsync(store, uint.MaxValue - 1);

    private static Task<object?> LimitAsync(SqliteStore store, long pages) => store.Writer.RunAsync(
        writer => writer.Command(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}")).ExecuteScalar(), CancellationToken.None);
}
