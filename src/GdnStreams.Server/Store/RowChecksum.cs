using System.Numerics;
using System.Runtime.InteropServices;

namespace GdnStreams.Server.Store;

/// <summary>
/// CRC-32C of a row of messages: SQLite has none in the database's pages, and would give out a payload of which a disk has flipped a bit.
/// </summary>
internal static class RowChecksum
{
    public static long Of(long first, long last, long count, long bytes, long published, long scheduled, ReadOnlySpan<byte> body)
    {
        var checksum = uint.MaxValue;
        foreach (var column in (ReadOnlySpan<long>)[first, last, count, bytes, published, scheduled])
        {
            checksum = BitOperations.Crc32C(checksum, (ulong)column);
        }

        foreach (var part in MemoryMarshal.Cast<byte, ulong>(body))
        {
            checksum = BitOperations.Crc32C(checksum, part);
        }

        foreach (var part in body[^(body.Length % sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, part);
        }

        return checksum;
    }
}
