using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The lines of a file as bytes, in constant memory: they end with LF or CRLF, which is left out, as is a byte order mark.</summary>
/// <param name="source">What is read; it is closed with the reader.</param>
internal sealed class LineReader(Stream source) : IDisposable
{
    /// <summary>No message makes a longer line: a frame has 1 MiB, and of one byte JSON makes six at most.</summary>
    private const int MostBytes = 8 * ProtocolLimits.MaxFrameBytes;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isOver;

    /// <summary>Whether the last line ended with a line break; also true where there was no line.</summary>
    public bool EndsWithLine { get; private set; } = true;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line, valid until the next call; null at the end.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it is longer than a line of a message can be, or the file is damaged.</exception>
    public ReadOnlyMemory<byte>? Read()
    {
        var searched = _start;
        while (true)
        {
            var found = Array.IndexOf(_buffer, (byte)'\n', searched, _end - searched);
            if (found >= 0)
            {
                EndsWithLine = true;
                return Take(found, found + 1);
            }

            if (_isOver)
            {
                if (_start == _end)
                {
                    return null;
                }

                EndsWithLine = false;
                return Take(_end, _end);
            }

            searched = _end - _start;
            MakeRoom();
            var read = source.Read(_buffer, _end, _buffer.Length - _end);
            _isOver = read == 0;
            _end += read;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private ReadOnlyMemory<byte> Take(int end, int next)
    {
        var line = _buffer.AsMemory(_start, end - _start);
        _start = next;
        Number++;
        if (Number == 1 && line.Span.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
        {
            line = line.Slice(3);
        }

        return line.Length > 0 && line.Span[line.Length - 1] == '\r' ? line.Slice(0, line.Length - 1) : line;
    }

    private void MakeRoom()
    {
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        if (_end < _buffer.Length)
        {
            return;
        }

        if (_buffer.Length >= MostBytes)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"it has more than {MostBytes / 1024 / 1024} MiB");
        }

        Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
