using System.Text;

namespace GdnStreams.Cmdlets;

/// <summary>The arguments of a process as one string, which .NET Framework wants. Every program of Microsoft's C runtime and of .NET splits it into the same arguments.</summary>
internal static class Arguments
{
    private static readonly char[] Special = [' ', '\t', '\n', '\v', '"'];

    public static string Join(IEnumerable<string> arguments) => string.Join(" ", arguments.Select(Escape));

    private static string Escape(string argument)
    {
        if (argument.Length > 0 && argument.IndexOfAny(Special) < 0)
        {
            return argument;
        }

        var text = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var character in argument)
        {
            // Backslashes are themselves but before a quote, where each counts twice and one more keeps the quote.
            text.Append('\\', character == '"' ? backslashes + 1 : 0).Append(character);
            backslashes = character == '\\' ? backslashes + 1 : 0;
        }

        return text.Append('\\', backslashes).Append('"').ToString();
    }
}
