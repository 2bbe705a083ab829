using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Reads JSON as ConvertFrom-Json does, and without loss: whole numbers of any length, decimals beyond the digits of a double, and
/// names that differ only in case, which make the object a case-sensitive dictionary.
/// </summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    /// <summary>The object; null where it is not JSON. PowerShell hides what the getter of a property throws.</summary>
    public static object? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Deep);
            return Value(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Members(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => Number(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static object Members(JsonElement element)
    {
        var value = new PSObject();
        foreach (var property in element.EnumerateObject())
        {
            // A property's name cannot be empty, and two cannot differ only in case.
            if (property.Name.Length == 0 || value.Properties[property.Name] is { } other && other.Name != property.Name)
            {
                return Dictionary(element);
            }

            value.Properties.Remove(property.Name); // Of two with one name the last counts.
            value.Properties.Add(new PSNoteProperty(property.Name, Value(property.Value)));
        }

        return value;
    }

    private static OrderedDictionary Dictionary(JsonElement element)
    {
        var value = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            value[property.Name] = Value(property.Value);
        }

        return value;
    }

    private static object Number(JsonElement element)
    {
        if (element.TryGetInt64(out var whole))
        {
            return whole;
        }

        var text = element.GetRawText();
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big))
        {
            return big;
        }

        // A decimal only where a double would lose digits.
        var number = element.GetDouble();
        return !element.TryGetDecimal(out var exact) || IsExactly(number, exact) ? number : exact;
    }

    private static bool IsExactly(double number, decimal exact) =>
        decimal.TryParse(number.ToString("r", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var near) && near == exact;
}
