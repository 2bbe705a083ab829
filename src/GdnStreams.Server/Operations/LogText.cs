using System.Buffers;
using System.Globalization;
using System.Text;

namespace GdnStreams.Server.Operations;

/// <summary>Makes text from strangers safe for a log: cuts it, and writes every unusual character as %XX.</summary>
internal static class LogText
{
    private const int Longest = 200;
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:@!$()*,;=[]%");

    public static string Of(string text)
    {
        if (text.Length <= Longest && !text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var escaped = new StringBuilder(Longest);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (escaped.Length >= Longest)
            {
                return escaped.Append("...").ToString();
            }

            if (rune.IsAscii && Plain.Contains((char)rune.Value))
            {
                escaped.Append((char)rune.Value);
                continue;
            }

            foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{part:X2}");
            }
        }

        return escaped.ToString();
    }
}
