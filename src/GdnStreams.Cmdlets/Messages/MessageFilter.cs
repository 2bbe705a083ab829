using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Which messages are wanted: those that everything given lets through. The cheap questions come first.</summary>
internal sealed class MessageFilter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly HashSet<string>? _keys;
    private readonly (string Name, WildcardPattern?[] Values)[] _properties;
    private readonly string? _text;
    private readonly Regex? _pattern;
    private readonly ScriptBlock? _where;

    /// <param name="keys">One of these keys, exactly; the empty one is no key. Null takes any.</param>
    /// <param name="properties">All of these properties. A value has wildcards, several are alternatives, and null is a property that is not there.</param>
    /// <param name="match">A regular expression for the text; null takes any.</param>
    /// <param name="isSimple">Whether <paramref name="match"/> is plain text that the text contains.</param>
    /// <param name="where">A block that writes something true for the message in its <c>$_</c>.</param>
    /// <exception cref="GdnException">BadRequest, InvalidName: what is given is no pattern.</exception>
    public MessageFilter(IReadOnlyCollection<string>? keys, IDictionary? properties, string? match, bool isSimple, ScriptBlock? where)
    {
        _keys = keys is null ? null : new HashSet<string>(keys, StringComparer.Ordinal);
        _properties = properties is null ? [] : [.. properties.Cast<DictionaryEntry>().Select(entry => (Payloads.Text(entry.Key), Values(entry.Value)))];
        _where = where;
        if (isSimple)
        {
            _text = match;
        }
        else if (match is not null)
        {
            _pattern = Pattern(match);
        }
    }

    /// <summary>Whether the message is wanted.</summary>
    /// <exception cref="GdnException">BadRequest: the script block failed; Timeout: the regular expression takes too long for this text.</exception>
    public bool Takes(GdnMessage message) =>
        (_keys is null || _keys.Contains(message.Key ?? ""))
        && _properties.All(property => HasProperty(message, property.Name, property.Values))
        && (_text is null || CultureInfo.InvariantCulture.CompareInfo.IndexOf(message.Text, _text, CompareOptions.OrdinalIgnoreCase) >= 0)
        && (_pattern is null || Matches(_pattern, message.Text))
        && (_where is null || LanguagePrimitives.IsTrue(Scripts.Run(_where, message, "Where")));

    private static bool HasProperty(GdnMessage message, string name, WildcardPattern?[] values)
    {
        var value = message.Properties.TryGetValue(name, out var found) ? found : null;
        return values.Any(wanted => value is null ? wanted is null : wanted is not null && wanted.IsMatch(value));
    }

    private static WildcardPattern?[] Values(object? given) => Payloads.Plain(given) switch
    {
        null => [null],
        IList { Count: > 0 } list and not byte[] => [.. list.Cast<object?>().SelectMany(Values)],
        var value => [Names.Pattern(Payloads.Text(value), WildcardOptions.IgnoreCase)],
    };

    private static Regex Pattern(string match)
    {
        try
        {
            return new Regex(match, RegexOptions.IgnoreCase, Patience);
        }
        catch (ArgumentException e)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"-Match '{match}' is no regular expression: {e.Message.Split('\r', '\n')[0]} With -SimpleMatch it is plain text.", e);
        }
    }

    private static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new GdnException(GdnErrorCode.Timeout, $"-Match '{pattern}' takes more than {Patience.TotalSeconds:0} s for a text of {text.Length} characters. Give a simpler expression, or plain text with -SimpleMatch.", e);
        }
    }
}
