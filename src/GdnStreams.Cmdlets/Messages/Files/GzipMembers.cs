using System.IO.Compression;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// A compressed file is a row of gzip members, each whole lines: one that was being written when the writer was killed is cut off, and those before it
/// are whole. Every gzip tool reads them as one file.
/// </summary>
internal static class GzipMembers
{
    private const int TrailerLength = 4;
    private const int BufferLength = 64 * 1024;

    /// <summary>No member of ours is larger: it is written when it has <see cref="ExportFile.BlockBytes"/>, and one message may come on top.</summary>
    private const int MostBytes = ExportFile.BlockBytes + (8 * ProtocolLimits.MaxFrameBytes);

    /// <summary>How each of our members begins: gzip, deflate, no flags, no time. In compressed data these 64 bits do not come by chance.</summary>
    private static readonly byte[] Start = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0];

    /// <summary>Whether the file is compressed; an empty one is not, and one that was cut off behind its first byte is.</summary>
    public static bool IsCompressed(Stream file)
    {
        file.Position = 0;
        var first = file.ReadByte();
        var second = file.ReadByte();
        file.Position = 0;
        return first == Start[0] && (second == Start[1] || second < 0);
    }

    /// <summary>Where the members begin, in order; at least the beginning of the file.</summary>
    public static IEnumerable<long> Starts(Stream file)
    {
        yield return 0;
        var buffer = new byte[BufferLength];
        var offset = 1L;
        while (true)
        {
            file.Position = offset;
            var length = Fill(file, buffer);
            var searched = length - Start.Length + 1;
            for (var i = 0; i < searched; i++)
            {
                if (buffer[i] == Start[0] && buffer.AsSpan(i, Start.Length).SequenceEqual(Start))
                {
                    yield return offset + i;
                }
            }

            if (length < buffer.Length)
            {
                yield break;
            }

            offset += searched;
        }
    }

    /// <summary>The content of one member; it ends with an error where the member is not whole.</summary>
    public static Stream Open(FileStream file, long start, long end) => new GzipMember(file, start, end);

    /// <summary>How many bytes the whole member says that it has, modulo 4 GiB.</summary>
    public static uint SizeOf(Stream file, long start, long end)
    {
        if (end - start < TrailerLength)
        {
            return 0;
        }

        file.Position = end - TrailerLength;
        var trailer = new byte[TrailerLength];
        _ = Fill(file, trailer);
        return (uint)(trailer[0] | (trailer[1] << 8) | (trailer[2] << 16) | (trailer[3] << 24));
    }

    /// <summary>Writes one member.</summary>
    public static void Write(Stream file, byte[] content, int length)
    {
        using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        gzip.Write(content, 0, length);
    }

    /// <summary>The end of the last whole member, and its last line; 0 and nothing where none is whole.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: another program wrote it, and what it has would be lost.</exception>
    public static (long End, byte[]? LastLine) LastWhole(FileStream file)
    {
        var starts = Starts(file).ToList();
        var end = file.Length;
        for (var i = starts.Count - 1; i >= 0; i--)
        {
            using var lines = new LineReader(Open(file, starts[i], end));
            if (TryReadLast(lines, out var last))
            {
                return lines.EndsWithLine ? (end, last) : throw new GdnException(GdnErrorCode.BadRequest, "its last line has no end, so that another program wrote it");
            }

            if (end - starts[i] > MostBytes)
            {
                throw new GdnException(GdnErrorCode.BadRequest, "it is damaged, or another program wrote it");
            }

            end = starts[i];
        }

        return (0, null);
    }

    /// <summary>False where the member is cut off, as it was being written: what is in it is written again.</summary>
    private static bool TryReadLast(LineReader lines, out byte[]? last)
    {
        last = null;
        try
        {
            while (lines.Read() is { } line)
            {
                last = line.ToArray();
            }

            return true;
        }
        catch (GdnException)
        {
            return false;
        }
    }

    private static int Fill(Stream file, byte[] buffer)
    {
        var length = 0;
        while (length < buffer.Length && file.Read(buffer, length, buffer.Length - length) is > 0 and var read)
        {
            length += read;
        }

        return length;
    }
}
