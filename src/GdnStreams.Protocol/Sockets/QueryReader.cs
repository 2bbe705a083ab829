using System.Globalization;

namespace GdnStreams.Protocol;

/// <summary>Reads query parameters as Pulsar does: first value wins, unknown names are ignored, bad values are refused with 400.</summary>
internal sealed class QueryReader
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public QueryReader(string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&'))
        {
            var equals = pair.IndexOf('=');
            var name = UrlText.Decode(equals < 0 ? pair : pair.Substring(0, equals));
            if (name.Length > 0 && !_values.ContainsKey(name))
            {
                _values[name] = equals < 0 ? "" : UrlText.Decode(pair.Substring(equals + 1));
            }
        }
    }

    public string? Text(string name) => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>A name that, where it is given, may not be blank.</summary>
    public string? Name(string name) => Text(name) is { } text && string.IsNullOrWhiteSpace(text) ? throw Bad($"{name} cannot be blank") : Text(name);

    /// <summary>Java's parseBoolean: "true" in any case is true, all else is false.</summary>
    public bool Flag(string name) => string.Equals(Text(name), "true", StringComparison.OrdinalIgnoreCase);

    public int? Int(string name, int minimum) => (int?)Long(name, minimum, int.MaxValue);

    public long? Long(string name, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : throw Bad(minimum == long.MinValue ? $"{name} must be a whole number, not '{text}'" : $"{name} must be a whole number of at least {minimum}, not '{text}'");
    }

    public T? Choice<T>(string name, (T Value, string Text)[] table)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return WireNames.Read(table, text) ?? throw Bad($"Invalid {name} {text} (allowed: {string.Join(", ", table.Select(row => row.Text))})");
    }

    public static GdnException Bad(string detail) => new(GdnErrorCode.BadRequest, "Invalid query params: " + detail);
}
