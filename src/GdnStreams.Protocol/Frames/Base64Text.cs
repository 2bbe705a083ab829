using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace GdnStreams.Protocol;

/// <summary>Base64 as Pulsar's decoder takes it: standard alphabet, padding optional, no white space.</summary>
internal static class Base64Text
{
    public static bool TryDecode(string text, out byte[] bytes) => TryDecode(Encoding.UTF8.GetBytes(text), out bytes);

    public static bool TryDecode(ReadOnlySpan<byte> utf8, out byte[] bytes)
    {
        bytes = [];
        if (utf8.IndexOfAny((byte)' ', (byte)'\n') >= 0 || utf8.IndexOfAny((byte)'\r', (byte)'\t') >= 0)
        {
            return false;
        }

        // The strict decoder wants whole quads: complete the last one with its missing padding.
        var missing = (4 - (utf8.Length % 4)) % 4;
        if (missing == 3)
        {
            return false;
        }

        if (missing == 0)
        {
            return TryDecodePadded(utf8, out bytes);
        }

        var padded = ArrayPool<byte>.Shared.Rent(utf8.Length + missing);
        try
        {
            utf8.CopyTo(padded);
            padded.AsSpan(utf8.Length, missing).Fill((byte)'=');
            return TryDecodePadded(padded.AsSpan(0, utf8.Length + missing), out bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(padded);
        }
    }

    private static bool TryDecodePadded(ReadOnlySpan<byte> utf8, out byte[] bytes)
    {
        var length = (utf8.Length / 4 * 3) - Padding(utf8);
        bytes = length == 0 ? [] : new byte[length];
        return Base64.DecodeFromUtf8(utf8, bytes, out var read, out var written) == OperationStatus.Done
            && read == utf8.Length
            && written == length;
    }

    private static int Padding(ReadOnlySpan<byte> utf8)
    {
        var padding = 0;
        while (padding < 2 && padding < utf8.Length && utf8[utf8.Length - 1 - padding] == (byte)'=')
        {
            padding++;
        }

        return padding;
    }
}
