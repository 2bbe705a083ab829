using System.Globalization;
using System.Text;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Text that others wrote, made fit for a terminal: escape sequences, line breaks and marks that turn the writing direction are shown as
/// <c>\u001B</c> instead of taking effect; and numbers as people read them. The objects' properties are exact. Public for scripts that show such text
/// themselves.
/// </summary>
public static class DisplayText
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';
    private static readonly string[] SizeUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Text in one line; null is null.</summary>
    public static string? Of(string? text) => Escape(text, keepsLines: false);

    /// <summary>Text whose lines stay lines, and whose tabs stay tabs; null is null.</summary>
    public static string? Lines(string? text) => Escape(text, keepsLines: true);

    /// <summary>A number of bytes in the largest unit that it fills, such as <c>1.5 KiB</c>; null is null.</summary>
    public static string? Size(double? bytes)
    {
        if (bytes is not { } size)
        {
            return null;
        }

        var unit = 0;
        for (; size >= 1024 && unit < SizeUnits.Length - 1; unit++)
        {
            size /= 1024;
        }

        return string.Format(CultureInfo.CurrentCulture, "{0:0.#} {1}", size, SizeUnits[unit]);
    }

    private static string? Escape(string? text, bool keepsLines)
    {
        if (text is null)
        {
            return null;
        }

        StringBuilder? shown = null;
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            var isShown = (keepsLines && IsLine(text, i)) || IsPlain(text, i);
            if (!isShown)
            {
                shown ??= new StringBuilder(text, 0, i, text.Length + 16);
                shown.Append(Name(text, i, length));
            }
            else
            {
                shown?.Append(text, i, length);
            }

            i += length - 1;
        }

        return shown?.ToString() ?? text;
    }

    /// <summary>A tab, a line feed, or the carriage return of a line feed: alone it would overwrite its line.</summary>
    private static bool IsLine(string text, int i) => text[i] is '\n' or '\t' || (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n');

    private static bool IsPlain(string text, int i) => CharUnicodeInfo.GetUnicodeCategory(text, i) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => false,
        UnicodeCategory.Format => text[i] is ZeroWidthJoiner or ZeroWidthNonJoiner, // Both belong to words and emoji.
        _ => true,
    };

    private static string Name(string text, int i, int length) => (text[i], length) switch
    {
        ('\n', _) => "\\n",
        ('\r', _) => "\\r",
        ('\t', _) => "\\t",
        (_, 2) => $"\\U{char.ConvertToUtf32(text, i):X8}",
        var (c, _) => $"\\u{(int)c:X4}",
    };
}
