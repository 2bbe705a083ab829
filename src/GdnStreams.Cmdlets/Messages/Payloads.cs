using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What the bytes of a message are for each kind of input.</summary>
internal static class Payloads
{
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: a file that cannot be read, a directory, an object nested too deep.</exception>
    public static ReadOnlyMemory<byte> Of(object? input) => input switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes,
        GdnMessage message => message.Bytes,
        FileInfo file => Content(file),
        DirectoryInfo directory => throw new GdnException(
            GdnErrorCode.BadRequest, $"{directory.FullName} is a directory. Send its files (Get-ChildItem -File), or its name as text."),
        _ => JsonObjects.Write(input),
    };

    /// <summary>Two sets of properties as one; the second wins.</summary>
    public static IReadOnlyDictionary<string, string>? Merge(IReadOnlyDictionary<string, string>? first, Dictionary<string, string>? second)
    {
        if (first is null or { Count: 0 } || second is null)
        {
            return second ?? first;
        }

        var merged = new Dictionary<string, string>(second, StringComparer.Ordinal);
        foreach (var pair in first.Where(pair => !second.ContainsKey(pair.Key)))
        {
            merged.Add(pair.Key, pair.Value);
        }

        return merged;
    }

    private static byte[] Content(FileInfo file)
    {
        try
        {
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A property's value as text, the same in every culture.</summary>
    public static string Text(object? value) => value switch
    {
        PSObject wrapped when wrapped.BaseObject is not PSCustomObject => Text(wrapped.BaseObject),
        null => "",
        string text => text,
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("o", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable or PSObject => Encoding.UTF8.GetString(JsonObjects.Write(value)),
        _ => value.ToString() ?? "",
    };
}
