using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What the bytes of a message are for each kind of input.</summary>
internal static class Payloads
{
    /// <param name="input">The input.</param>
    /// <param name="json">Writes what is neither text, bytes nor a file.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: a file that cannot be read, a directory, an object nested too deep;
    /// <see cref="GdnErrorCode.MessageTooLarge"/>: a file that fits into no message.</exception>
    public static ReadOnlyMemory<byte> Of(object? input, ObjectJson json) => Plain(input) switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes,
        FileInfo file => Content(file.FullName),
        DirectoryInfo directory => throw new GdnException(
            GdnErrorCode.BadRequest, $"{directory.FullName} is a directory. Send its files (Get-ChildItem -File), or its name as text."),
        _ => json.Write(input),
    };

    /// <inheritdoc cref="Of"/>
    public static byte[] Content(string path)
    {
        try
        {
            return new FileInfo(path).Length <= ProtocolLimits.MaxFrameBytes
                ? File.ReadAllBytes(path)
                : throw new GdnException(
                    GdnErrorCode.MessageTooLarge, $"{path} has {new FileInfo(path).Length} bytes, and a message takes about 786,000. Send it by lines (-Path with -ByLine), or in parts.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The object that PowerShell has wrapped; a custom object is itself.</summary>
    public static object? Plain(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    /// <summary>A property's value as text, the same in every culture.</summary>
    public static string Text(object? value) => value switch
    {
        PSObject wrapped when wrapped.BaseObject is not PSCustomObject => Text(wrapped.BaseObject),
        null => "",
        string text => text,
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("o", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable or PSObject => Encoding.UTF8.GetString(new ObjectJson().Write(value)),
        _ => value.ToString() ?? "",
    };
}
