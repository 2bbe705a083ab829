using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Server.Commands;

/// <summary>
/// Every flag is a setting. A value not given on the command line comes from the environment (<c>--https-port</c> is <c>GDN_HTTPS_PORT</c>),
/// then from the JSON settings file (<c>"https-port": 8443</c>), then it is the default.
/// </summary>
internal sealed class Settings(Func<string, string?> environment, IReadOnlyDictionary<string, string> file)
{
    private const string FileFlag = "--settings";
    private readonly HashSet<string> _known = new(StringComparer.Ordinal) { "settings" };

    /// <summary>Of the environment, and of the file that the arguments or <c>GDN_SETTINGS</c> name.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the file cannot be used.</exception>
    public static Settings Of(string[] args)
    {
        var at = Array.IndexOf(args, FileFlag);
        var file = at >= 0 && at + 1 < args.Length ? args[at + 1] : Environment.GetEnvironmentVariable("GDN_SETTINGS");
        return new Settings(Environment.GetEnvironmentVariable, file is null ? new Dictionary<string, string>() : Read(file));
    }

    /// <summary>The flag that names the settings file.</summary>
    public static Option<string?> FileOption() => new(FileFlag) { Description = "JSON file of settings, named like the flags: { \"port\": 8080 }.", Recursive = true };

    /// <summary>A flag whose default comes from the environment or the file.</summary>
    public Option<T> Option<T>(string name, string description, T? fallback = default)
    {
        _known.Add(name);
        var option = new Option<T>("--" + name) { Description = description };
        option.DefaultValueFactory = _ => Given(name) is { } text ? Convert<T>(name, text) : fallback!;
        return option;
    }

    /// <summary>Fails if the file has a setting that is not a flag.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/></exception>
    public void RefuseUnknown()
    {
        if (file.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } unknown)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The settings file has '{unknown}', which is no setting. There are: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    private string? Given(string name) =>
        environment("GDN_" + name.ToUpperInvariant().Replace('-', '_')) is { Length: > 0 } value ? value : file.GetValueOrDefault(name);

    private static T Convert<T>(string name, string text)
    {
        try
        {
            return (T)System.Convert.ChangeType(text, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The setting '{name}' is '{text}', which is not a {typeof(T).Name}.", e);
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The settings file {path} cannot be used: {e.Message}", e);
        }
    }
}
