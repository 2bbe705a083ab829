using System.Globalization;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>
/// What the module writes, and shows by the property: <c>'{0:Name}' -f $stream</c> is the stream's name, made fit for a terminal as by
/// <see cref="DisplayText"/>. So the module's views need to call no method, which constrained language mode forbids.
/// </summary>
public abstract class DisplayObject : IFormattable
{
    private const string This = "this";
    private const string IsRedirected = "isRedirected";
    private const string Lines = " lines";
    private const string Size = " size";

    private protected DisplayObject()
    {
    }

    /// <summary>A property as text in one line, with <c> lines</c> behind its name in its own lines, with <c> size</c> a number of bytes in the unit that fits; <c>this</c> is the object. Nothing is the text of the object as it is.
    /// <c>isRedirected</c> is empty where the output of this process goes to a terminal.</summary>
    /// <exception cref="FormatException">There is no such property.</exception>
    string IFormattable.ToString(string? format, IFormatProvider? formatProvider)
    {
        if (string.IsNullOrEmpty(format))
        {
            return ToString()!;
        }

        // Views can ask nobody else, and give no colours to a file.
        if (format == IsRedirected)
        {
            return Console.IsOutputRedirected ? bool.TrueString : "";
        }

        if (format!.EndsWith(Size, StringComparison.Ordinal))
        {
            return Value(format.Substring(0, format.Length - Size.Length)) is { } bytes ? DisplayText.Size(Convert.ToDouble(bytes, CultureInfo.InvariantCulture))! : "";
        }

        var keepsLines = format.EndsWith(Lines, StringComparison.Ordinal);
        var name = keepsLines ? format.Substring(0, format.Length - Lines.Length) : format;
        var text = Text(name == This ? ToString() : Value(name));
        return (keepsLines ? DisplayText.Lines(text) : DisplayText.Of(text)) ?? "";
    }

    private object? Value(string name) =>
        GetType().GetProperty(name) is { } property ? property.GetValue(this) : throw new FormatException($"{GetType().Name} has no property '{name}'.");

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        IEnumerable<KeyValuePair<string, string>> pairs => string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}")),
        IEnumerable<KeyValuePair<string, long>> counts => string.Join(", ", counts.Select(pair => string.Format(CultureInfo.CurrentCulture, "{0}: {1:N0}", pair.Key, pair.Value))),
        IEnumerable<object> items => string.Join(", ", items.Select(Text)),
        ProducerStatistics producer => producer.Name,
        ConsumerStatistics consumer => consumer.Name,
        IFormattable formattable => formattable.ToString(null, CultureInfo.CurrentCulture),
        _ => value.ToString(),
    };
}
