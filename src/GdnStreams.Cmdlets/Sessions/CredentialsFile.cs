using System.Text.Json;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The file in which a server tells the owner of its data directory the first user's password and API key.</summary>
internal static class CredentialsFile
{
    private const string Name = "credentials.json";

    /// <summary>The file of a data directory.</summary>
    public static string In(string directory) => Path.Combine(directory, Name);

    /// <summary>The API key in a file, or else its password.</summary>
    /// <exception cref="GdnException">UserNotFound: there is no such file; Forbidden: it is not this user's, or others can use it; BadRequest: it holds no credential.</exception>
    public static GdnCredential Read(string file)
    {
        try
        {
            return Of(OwnText(file), file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GdnException(
                GdnErrorCode.UserNotFound,
                $"There is no {file}. A server writes it when it makes its data directory, but not where its users were made by hand or it was started with -Development.",
                e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new GdnException(GdnErrorCode.Forbidden, $"You may not read {file}: {e.Message} It is for the user who runs the server.", e);
        }
    }

    private static byte[] OwnText(string file)
    {
        var text = File.ReadAllBytes(file);
#if NET
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~Owner) != 0)
        {
            throw new GdnException(
                GdnErrorCode.Forbidden,
                $"Others than its owner can use {file}, which may be theirs or known to them. Where it is yours, take that from them (chmod 600) and make a new password and key.");
        }
#endif
        return text;
    }

    private static GdnCredential Of(byte[] text, string file)
    {
        string? Member(JsonElement from, string name) => from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { } given && !string.IsNullOrWhiteSpace(given) ? given : null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var all = document.RootElement;
            return Member(all, "apiKey") is { } key ? GdnCredential.ApiKey(key)
                : Member(all, "email") is { } email && Member(all, "password") is { } password ? GdnCredential.Password(email, password)
                : throw Damaged(file, null);
        }
        catch (JsonException e)
        {
            throw Damaged(file, e);
        }
        finally
        {
            Array.Clear(text, 0, text.Length);
        }
    }

    private static GdnException Damaged(string file, JsonException? cause) => new(
        GdnErrorCode.BadRequest, $"{file} holds neither an API key ('apiKey') nor an 'email' with a 'password'.", cause);
}
