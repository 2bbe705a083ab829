using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace GdnStreams.Cmdlets;

/// <summary>Writes what is one value in JSON: texts, numbers, times, and JSON itself.</summary>
internal static class ScalarJson
{
    /// <summary>False where the value is an object or a list.</summary>
    public static bool TryWrite(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                return true;
            case string or char or Uri or Version or Guid or TimeSpan or IPAddress or Regex or ScriptBlock:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                return true;
            case XmlNode xml:
                json.WriteStringValue(xml.OuterXml);
                return true;
            case XObject xml:
                json.WriteStringValue(xml.ToString());
                return true;
            case bool truth:
                json.WriteBooleanValue(truth);
                return true;
            case SwitchParameter flag:
                json.WriteBooleanValue(flag.IsPresent);
                return true;
            case DateTime time:
                json.WriteStringValue(time);
                return true;
            case DateTimeOffset time:
                json.WriteStringValue(time);
                return true;
            case Enum name:
                json.WriteStringValue(name.ToString());
                return true;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                return true;
            case ulong number:
                json.WriteNumberValue(number);
                return true;
            case decimal number:
                json.WriteNumberValue(number);
                return true;
            case BigInteger number:
                json.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                return true;
#if !NETSTANDARD2_0
            case Int128 or UInt128:
                json.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                return true;
            case Half number:
                WriteFloating(json, (double)number, number.ToString(CultureInfo.InvariantCulture));
                return true;
            case DateOnly or TimeOnly:
                json.WriteStringValue(((IFormattable)value).ToString("o", CultureInfo.InvariantCulture));
                return true;
#endif
            case float number:
                WriteFloating(json, number, number.ToString("r", CultureInfo.InvariantCulture));
                return true;
            case double number:
                WriteFloating(json, number, number.ToString("r", CultureInfo.InvariantCulture));
                return true;
            case JsonElement element:
                element.WriteTo(json);
                return true;
            case JsonDocument document:
                document.WriteTo(json);
                return true;
            case JsonNode node:
                node.WriteTo(json);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The shortest digits that read as the same number; JSON has none for infinity.</summary>
    private static void WriteFloating(Utf8JsonWriter json, double number, string digits)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            json.WriteStringValue(digits);
        }
        else
        {
            json.WriteRawValue(digits);
        }
    }
}
