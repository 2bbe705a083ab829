#if !NETSTANDARD2_0
namespace GdnStreams.Client;

/// <summary>Finds where the answer to a handshake ends that makes a connection a WebSocket: behind it come frames.</summary>
internal sealed class UpgradeAnswer
{
    private int _seen;
    private int _matched;
    private bool _isOther;

    private static ReadOnlySpan<byte> Begin => "HTTP/1.1 101"u8;

    private static ReadOnlySpan<byte> BlankLine => "\r\n\r\n"u8;

    /// <summary>Looks at the next bytes. False where the end is not among them, and for every other answer.</summary>
    public bool TryFindEnd(ReadOnlySpan<byte> bytes, out int end)
    {
        for (end = 0; end < bytes.Length && !_isOther; _seen++)
        {
            var next = bytes[end++];
            _isOther = _seen < Begin.Length && next != Begin[_seen];
            _matched = next == BlankLine[_matched] ? _matched + 1 : next == BlankLine[0] ? 1 : 0;
            if (_matched == BlankLine.Length)
            {
                return true;
            }
        }

        return false;
    }
}
#endif
