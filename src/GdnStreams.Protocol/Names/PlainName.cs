using System.Globalization;

namespace GdnStreams.Protocol;

/// <summary>The rule of names that somebody chooses and others read: subscriptions, producers, consumers and readers.</summary>
internal static class PlainName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>
    /// Returns a name that can be shown as it is: at most <see cref="MaxLength"/> characters, not blank, without line ends, control characters and the
    /// invisible ones that change the direction of text.
    /// </summary>
    /// <param name="what">What it names, for the error.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.InvalidName"/>; its text shows no such character.</exception>
    public static string Ensure(string what, string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Invalid($"The name of a {what} is blank.");
        }

        if (name.Length > MaxLength)
        {
            throw Invalid($"The name of a {what} has {name.Length} characters, and may have {MaxLength}.");
        }

        for (var i = 0; i < name.Length; i++)
        {
            // Valid surrogate pairs are decoded as one character, so a surrogate found here is unpaired.
            var category = CharUnicodeInfo.GetUnicodeCategory(name, i);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            {
                throw Invalid($"The name of a {what} contains the character U+{(int)name[i]:X4} at place {i + 1}, which cannot be seen. Use letters, digits and signs that can.");
            }

            if (char.IsHighSurrogate(name[i]))
            {
                i++;
            }
        }

        return name;
    }

    private static GdnException Invalid(string message) => new(GdnErrorCode.InvalidName, message);
}
