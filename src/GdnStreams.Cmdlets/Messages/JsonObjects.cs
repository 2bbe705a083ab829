using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Encodings.Web;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>PowerShell objects as JSON and back, as ConvertTo-Json -Compress and ConvertFrom-Json do it.</summary>
internal static class JsonObjects
{
    private const int MaxDepth = 32;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: nested too deep, such as an object that contains itself.</exception>
    public static byte[] Write(object? value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            WriteValue(json, value, 0);
        }

        return buffer.ToArray();
    }

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static object? Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return ReadValue(document.RootElement);
    }

    private static void WriteValue(Utf8JsonWriter json, object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The object is nested more than {MaxDepth} levels deep. Send the part that matters: Select-Object picks properties, ConvertTo-Json -Depth makes text.");
        }

        var plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                json.WriteNullValue();
                break;
            case string or char or Uri or Version or Guid or TimeSpan:
                json.WriteStringValue(Convert.ToString(plain, CultureInfo.InvariantCulture));
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case SwitchParameter flag:
                json.WriteBooleanValue(flag.IsPresent);
                break;
            case DateTime time:
                json.WriteStringValue(time);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time);
                break;
            case Enum name:
                json.WriteStringValue(name.ToString());
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(plain, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case float or double:
                WriteFloating(json, Convert.ToDouble(plain, CultureInfo.InvariantCulture));
                break;
            case IDictionary map:
                json.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    json.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "");
                    WriteValue(json, entry.Value, depth + 1);
                }

                json.WriteEndObject();
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    WriteValue(json, item, depth + 1);
                }

                json.WriteEndArray();
                break;
            default:
                WriteProperties(json, PSObject.AsPSObject(plain), depth);
                break;
        }
    }

    private static void WriteFloating(Utf8JsonWriter json, double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    private static void WriteProperties(Utf8JsonWriter json, PSObject value, int depth)
    {
        json.WriteStartObject();
        foreach (var property in value.Properties.Where(property => property.IsGettable))
        {
            object? content;
            try
            {
                content = property.Value;
            }
            catch (GetValueException)
            {
                // A property that cannot be read now has no value; ConvertTo-Json does the same.
                content = null;
            }

            json.WritePropertyName(property.Name);
            WriteValue(json, content, depth + 1);
        }

        json.WriteEndObject();
    }

    private static object? ReadValue(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var value = new PSObject();
                foreach (var property in element.EnumerateObject())
                {
                    value.Properties.Add(new PSNoteProperty(property.Name, ReadValue(property.Value)));
                }

                return value;
            case JsonValueKind.Array:
                return element.EnumerateArray().Select(ReadValue).ToArray();
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                // Boxed one by one: a conditional of both would make every whole number a double.
                return element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble();
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                return null;
        }
    }
}
