using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// A file that messages are written to, as lines. What was gathered goes to the file in blocks; <see cref="Sync"/> sees to it that it is on the disk.
/// One thread writes, any thread may sync.
/// </summary>
internal sealed class ExportFile : IDisposable
{
    /// <summary>Bytes of text that are gathered before they are written.</summary>
    public const int BlockBytes = 1024 * 1024;

    private static readonly JsonWriterOptions Literal = new() { Encoder = LiteralEncoder.Instance };
    private readonly object _gathering = new();
    private readonly object _writing = new();
    private readonly FileStream _file;
    private readonly bool _compresses;
    private readonly Utf8JsonWriter _json;
    private MemoryStream _text = new();
    private MemoryStream _spare = new();

    private ExportFile(string path, FileStream file, bool compresses, MessageLine? last)
    {
        (Path, _file, _compresses, Last) = (path, file, compresses, last);
        _json = new Utf8JsonWriter(_text, Literal);
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>The last message that the file had when it was opened; null where it had none.</summary>
    public MessageLine? Last { get; }

    /// <summary>Bytes in the file so far.</summary>
    public long Length
    {
        get
        {
            lock (_writing)
            {
                return _file.Length;
            }
        }
    }

    /// <summary>Creates a file, or opens one to go on behind its last whole line.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="append">Whether to go on with a file that exists.</param>
    /// <param name="replace">Whether to begin a file that exists anew.</param>
    /// <param name="compress">Whether to compress; a file that exists stays as it is.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it exists, it cannot be written, or its end is nothing that this wrote.</exception>
    public static ExportFile Open(string path, bool append, bool replace, bool compress)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, append ? FileMode.OpenOrCreate : replace ? FileMode.Create : FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
            var last = file.Length == 0 ? null : CutAndReadLast(path, file, ref compress);
            return new ExportFile(path, file, compress, last);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new GdnException(
                GdnErrorCode.BadRequest,
                !append && !replace && File.Exists(path)
                    ? $"The file {path} exists. -Append goes on with it, -Force begins it anew."
                    : $"The file {path} cannot be written: {e.Message}",
                e);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Adds a message.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: the file cannot be written.</exception>
    public void Write(GdnMessage message)
    {
        bool isFull;
        lock (_gathering)
        {
            _json.Reset(_text);
            MessageLine.Write(_json, message);
            _json.Flush();
            _text.WriteByte((byte)'\n');
            isFull = _text.Length >= BlockBytes;
        }

        if (isFull)
        {
            Write(toDisk: false);
        }
    }

    /// <summary>Returns when everything that was added before is on the disk.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: the file cannot be written.</exception>
    public void Sync() => Write(toDisk: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    private void Write(bool toDisk)
    {
        lock (_writing)
        {
            MemoryStream text;
            lock (_gathering)
            {
                (text, _text) = (_text, _spare);
            }

            try
            {
                if (text.Length > 0 && _compresses)
                {
                    GzipMembers.Write(_file, text.GetBuffer(), (int)text.Length);
                }
                else
                {
                    _file.Write(text.GetBuffer(), 0, (int)text.Length);
                }

                _file.Flush(toDisk);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                throw new GdnException(GdnErrorCode.Unavailable, $"The file {Path} cannot be written: {e.Message}", e);
            }

            text.SetLength(0);
            _spare = text;
        }
    }

    private static MessageLine? CutAndReadLast(string path, FileStream file, ref bool compress)
    {
        var isCompressed = GzipMembers.IsCompressed(file);
        if (compress && !isCompressed)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The file {path} is not compressed, and cannot be from the middle on. Leave out -Compress, or begin it anew with -Force.");
        }

        compress = isCompressed;
        try
        {
            var (end, line) = isCompressed ? GzipMembers.LastWhole(file) : LastLine(file);
            var last = line is null ? null : MessageLine.Read(line);
            file.SetLength(end);
            file.Position = end;
            return last;
        }
        catch (GdnException e)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The file {path} does not end with a message that Export-GdnMessage wrote: {e.Message}. Give another name, or begin it anew with -Force.", e);
        }
    }

    /// <summary>The end of the last whole line, and that line; 0 and nothing where there is none.</summary>
    private static (long End, byte[]? Line) LastLine(FileStream file)
    {
        var end = After(file, file.Length);
        if (end == 0)
        {
            return (0, null);
        }

        var start = After(file, end - 1);
        file.Position = start;
        using var line = new LineReader(new MemoryStream(Read(file, new byte[end - start])));
        return (end, line.Read()?.ToArray());
    }

    private static byte[] Read(FileStream file, byte[] bytes, int? count = null)
    {
        for (var read = 0; read < (count ?? bytes.Length);)
        {
            read += file.Read(bytes, read, (count ?? bytes.Length) - read) is > 0 and var more ? more : throw new EndOfStreamException();
        }

        return bytes;
    }

    /// <summary>The place behind the last line break before an offset; 0 where there is none.</summary>
    private static long After(FileStream file, long before)
    {
        var buffer = new byte[64 * 1024];
        while (before > 0)
        {
            var length = (int)Math.Min(buffer.Length, before);
            file.Position = before - length;
            var found = Array.LastIndexOf(Read(file, buffer, length), (byte)'\n', length - 1, length);
            if (found >= 0)
            {
                return before - length + found + 1;
            }

            before -= length;
        }

        return 0;
    }
}
