using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What a name with wildcards stands for. A name that exists as it is written stands for that alone, whatever characters it has.</summary>
internal static class Names
{
    /// <summary>Whether the name stands for itself only.</summary>
    public static bool IsExact(string name) => !WildcardPattern.ContainsWildcardCharacters(name);

    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>: a bracket is not closed.</exception>
    public static WildcardPattern Pattern(string name, WildcardOptions options)
    {
        try
        {
            var pattern = WildcardPattern.Get(name, options);
            _ = pattern.IsMatch(""); // It is read at its first use.
            return pattern;
        }
        catch (WildcardPatternException e)
        {
            throw new GdnException(GdnErrorCode.InvalidName, $"'{name}' is no pattern: a '[' needs its ']'. A backtick takes the next character as it is.", e);
        }
    }

    /// <summary>Those of a list that have the name; none where no name matches the wildcards.</summary>
    /// <param name="name">The name, with wildcards.</param>
    /// <param name="all">The list.</param>
    /// <param name="missing">The code where an exact name is not in the list.</param>
    /// <param name="what">What the list holds, for the message.</param>
    /// <param name="namesOf">The names of one of them.</param>
    /// <exception cref="GdnException"><paramref name="missing"/>: an exact name is not in the list.</exception>
    public static IReadOnlyList<T> Select<T>(string name, IReadOnlyList<T> all, GdnErrorCode missing, string what, params Func<T, string>[] namesOf)
    {
        var matching = Matching(name, all, WildcardOptions.None, namesOf);
        return matching.Count > 0 || !IsExact(name) ? matching : throw new GdnException(missing, $"There is no {what} '{name}'.");
    }

    /// <summary>Those of a list that have the name; perhaps none.</summary>
    /// <param name="name">The name, with wildcards.</param>
    /// <param name="all">The list.</param>
    /// <param name="options">Whether case counts.</param>
    /// <param name="namesOf">The names of one of them.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>: a bracket is not closed.</exception>
    public static IReadOnlyList<T> Matching<T>(string name, IReadOnlyList<T> all, WildcardOptions options, params Func<T, string>[] namesOf)
    {
        var comparison = options.HasFlag(WildcardOptions.IgnoreCase) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        T[] literal = [.. all.Where(one => namesOf.Any(nameOf => string.Equals(nameOf(one), name, comparison)))];
        if (literal.Length > 0)
        {
            return literal;
        }

        var pattern = Pattern(name, options);
        return [.. all.Where(one => namesOf.Any(nameOf => pattern.IsMatch(nameOf(one))))];
    }
}
