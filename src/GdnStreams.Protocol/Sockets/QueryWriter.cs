using System.Globalization;
using System.Text;

namespace GdnStreams.Protocol;

/// <summary>Writes query parameters, leaving out what is null.</summary>
internal sealed class QueryWriter(StringBuilder target)
{
    private char _separator = '?';

    public QueryWriter Add(string name, string? value)
    {
        if (value is not null)
        {
            target.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public QueryWriter Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryWriter Add(string name, bool value) => Add(name, value ? "true" : null);

    public QueryWriter Add<T>(string name, T? value, (T Value, string Text)[] table)
        where T : struct, Enum => Add(name, value is { } v ? WireNames.Write(table, v) : null);
}
