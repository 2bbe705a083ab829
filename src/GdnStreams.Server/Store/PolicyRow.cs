using GdnStreams.Engine;
using Microsoft.Data.Sqlite;

namespace GdnStreams.Server.Store;

/// <summary>A policy as three columns: ttl, retention_time, retention_bytes.</summary>
internal static class PolicyRow
{
    public static StreamPolicy Read(SqliteDataReader row, int first) => new()
    {
        MessageTtl = Time(row.NumberOrNull(first)),
        RetentionTime = Time(row.NumberOrNull(first + 1)),
        RetentionBytes = row.NumberOrNull(first + 2),
    };

    /// <summary>Whole milliseconds; -1 is for ever, as in <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public static long? Milliseconds(TimeSpan? time) => time is { } given ? (long)given.TotalMilliseconds : null;

    private static TimeSpan? Time(long? milliseconds) => milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : null;
}
