using System.Collections;
using System.Data;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Writes PowerShell objects as JSON, as ConvertTo-Json -Compress does, with one exception: without a depth, data (hashtables, custom
/// objects, lists) is whole at any depth, and only the properties of .NET objects end after two levels.
/// </summary>
/// <param name="depth">As of ConvertTo-Json: how many levels below the first are written; what lies deeper becomes text. Null means the above.</param>
internal sealed class ObjectJson(int? depth = null)
{
    public const int MaxDepth = 100;
    private const int ObjectDepth = 2;
    private static readonly JsonWriterOptions Plain = new() { Encoder = LiteralEncoder.Instance, MaxDepth = MaxDepth + ObjectDepth };

    /// <summary>Notes that the file system's provider adds to each item: they say where it came from, not what it is.</summary>
    private static readonly HashSet<string> ProviderNotes = new(StringComparer.Ordinal) { "PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider" };

    /// <summary>Whether something lay too deep and became text.</summary>
    public bool WasCut { get; private set; }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: data nested too deep, such as a list that contains itself.</exception>
    public byte[] Write(object? value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            WriteValue(json, value, 0, 0);
        }

        return buffer.ToArray();
    }

    private void WriteValue(Utf8JsonWriter json, object? value, int level, int objects)
    {
        var plain = Payloads.Plain(value);
        if (ScalarJson.TryWrite(json, plain))
        {
            return;
        }

        if (depth is { } most ? level > most : objects > ObjectDepth)
        {
            WasCut = true;
            json.WriteStringValue(PSObject.AsPSObject(plain).ToString());
            return;
        }

        if (level > MaxDepth)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The object is nested more than {MaxDepth} levels deep. Send the part that matters: Select-Object picks properties, -Depth cuts.");
        }

        // Below a .NET object every level counts, or its lists would lead on and on.
        var below = objects > 0 ? objects + 1 : 0;
        switch (plain)
        {
            case IDictionary map:
                json.WriteStartObject();
                foreach (DictionaryEntry entry in map)
                {
                    json.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "");
                    WriteValue(json, entry.Value, level + 1, below);
                }

                json.WriteEndObject();
                break;
            case DataTable table:
                WriteItems(json, table.Rows, level, below);
                break;
            case IEnumerable items:
                WriteItems(json, items, level, below);
                break;
            case ErrorRecord error:
                WriteError(json, error, level);
                break;
            case Exception exception:
                WriteException(json, exception);
                break;
            case DataRow row:
                json.WriteStartObject();
                foreach (DataColumn column in row.Table.Columns)
                {
                    json.WritePropertyName(column.ColumnName);
                    WriteValue(json, row[column], level + 1, below);
                }

                json.WriteEndObject();
                break;
            case PSObject data:
                WriteProperties(json, data, level, below);
                break;
            default:
                WriteProperties(json, value as PSObject ?? PSObject.AsPSObject(plain), level, objects + 1);
                break;
        }
    }

    private void WriteItems(Utf8JsonWriter json, IEnumerable items, int level, int objects)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            WriteValue(json, item, level + 1, objects);
        }

        json.WriteEndArray();
    }

    private void WriteProperties(Utf8JsonWriter json, PSObject value, int level, int objects)
    {
        json.WriteStartObject();
        foreach (var property in value.Properties.Where(property => property.IsGettable && !ProviderNotes.Contains(property.Name)))
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
            WriteValue(json, content, level + 1, objects);
        }

        json.WriteEndObject();
    }

    /// <summary>What an operator reads of an error; its object graph leads through the whole session.</summary>
    private void WriteError(Utf8JsonWriter json, ErrorRecord error, int level)
    {
        json.WriteStartObject();
        json.WriteString("message", error.ToString());
        json.WriteString("id", error.FullyQualifiedErrorId);
        json.WriteString("category", error.CategoryInfo.Category.ToString());
        json.WriteString("target", error.CategoryInfo.TargetName);
        json.WriteString("position", error.InvocationInfo?.PositionMessage);
        json.WriteString("scriptStackTrace", error.ScriptStackTrace);
        json.WritePropertyName("exception");
        WriteValue(json, error.Exception, level + 1, 0);
        json.WriteEndObject();
    }

    private static void WriteException(Utf8JsonWriter json, Exception exception)
    {
        var open = 0;
        for (var cause = exception; cause is not null && open < MaxDepth; cause = cause.InnerException, open++)
        {
            if (open > 0)
            {
                json.WritePropertyName("innerException");
            }

            json.WriteStartObject();
            json.WriteString("type", cause.GetType().FullName);
            json.WriteString("message", cause.Message);
            json.WriteString("stackTrace", cause.StackTrace);
        }

        for (; open > 0; open--)
        {
            json.WriteEndObject();
        }
    }
}
