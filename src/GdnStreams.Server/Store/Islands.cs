using System.Buffers.Binary;

namespace GdnStreams.Server.Store;

/// <summary>Acknowledged ranges as schema 1 wrote them: little-endian pairs of 64-bit integers.</summary>
internal static class Islands
{
    public static IReadOnlyList<(long First, long Last)> Read(byte[]? bytes)
    {
        var islands = new (long, long)[(bytes?.Length ?? 0) / 16];
        for (var i = 0; i < islands.Length; i++)
        {
            islands[i] = (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i * 16)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((i * 16) + 8)));
        }

        return islands;
    }
}
