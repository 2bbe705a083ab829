using System.IO.Compression;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Reads one gzip member of a file. A member that is cut off or damaged is an error at its end, where .NET alone would say nothing.</summary>
internal sealed class GzipMember : ReadingStream
{
    /// <summary>The bytes of a member without content, whoever wrote it: at least its header and trailer, and not much more.</summary>
    private const int LeastBytes = 18;
    private const int MostBytesOfNothing = 64;

    private readonly FileStream _file;
    private readonly GZipStream _gzip;
    private readonly long _end;
    private readonly uint _size;
    private readonly long _length;
    private long _position;
    private uint _read;

    public GzipMember(FileStream file, long start, long end)
    {
        _size = GzipMembers.SizeOf(file, start, end);
        (_file, _position, _end, _length) = (file, start, end, end - start);
        _gzip = new GZipStream(new Part(this), CompressionMode.Decompress);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read;
        try
        {
            read = _gzip.Read(buffer, offset, count);
        }
        catch (InvalidDataException e)
        {
            throw Broken(e);
        }

        _read = unchecked(_read + (uint)read);
        return read > 0 || count == 0 || IsWhole ? read : throw Broken(null);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether all was read that the member says that it has; one that was cut off may end with any number.</summary>
    private bool IsWhole => _read == _size && _length >= LeastBytes && (_read > 0 || _length <= MostBytesOfNothing);

    private static GdnException Broken(Exception? cause) => new(GdnErrorCode.BadRequest, "the compressed file is cut off or damaged here", cause);

    /// <summary>The bytes of the member in the file, from wherever others have left it.</summary>
    private sealed class Part(GzipMember member) : ReadingStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            member._file.Position = member._position;
            var read = member._file.Read(buffer, offset, (int)Math.Min(count, member._end - member._position));
            member._position += read;
            return read;
        }
    }
}
