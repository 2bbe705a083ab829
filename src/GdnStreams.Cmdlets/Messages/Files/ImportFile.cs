using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The lines of a file that Export-GdnMessage wrote, or another program in its form; compressed or not, in constant memory.</summary>
internal sealed class ImportFile : IDisposable
{
    private readonly FileStream _file;
    private readonly Queue<(long Start, long End)> _members = new();
    private LineReader _lines;
    private long _before;

    private ImportFile(FileStream file)
    {
        _file = file;
        if (!GzipMembers.IsCompressed(file))
        {
            _lines = new LineReader(file);
            return;
        }

        var start = -1L;
        foreach (var next in GzipMembers.Starts(file))
        {
            if (start >= 0)
            {
                _members.Enqueue((start, next));
            }

            start = next;
        }

        _members.Enqueue((start, file.Length));
        _lines = OpenNext();
    }

    /// <summary>Number of the line that was read last, or fails to be read, from 1.</summary>
    public long Number => _before + _lines.Number;

    /// <summary>Bytes of the file.</summary>
    public long Length => _file.Length;

    /// <summary>How far it is read.</summary>
    public long Position => _file.Position;

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it cannot be read.</exception>
    public static ImportFile Open(string path)
    {
        try
        {
            return new ImportFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The next line, valid until the next call; null at the end.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the line cannot be read, and why.</exception>
    public ReadOnlyMemory<byte>? Read()
    {
        try
        {
            while (true)
            {
                if (_lines.Read() is { } line)
                {
                    return line;
                }

                if (_members.Count == 0)
                {
                    return null;
                }

                if (!_lines.EndsWithLine)
                {
                    throw new GdnException(GdnErrorCode.BadRequest, "it goes on in the next part of the compressed file, which no export does");
                }

                _before += _lines.Number;
                _lines.Dispose();
                _lines = OpenNext();
            }
        }
        catch (IOException e)
        {
            throw new GdnException(GdnErrorCode.BadRequest, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _file.Dispose();
    }

    private LineReader OpenNext()
    {
        var (start, end) = _members.Dequeue();
        return new LineReader(GzipMembers.Open(_file, start, end));
    }
}
