using System.Text.Json;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The file that keeps this user's profiles: GdnStreams/profiles.json in the user's application data, or what GDN_PROFILES names.</summary>
internal static class ProfileFile
{
    private static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable("GDN_PROFILES") is not { Length: > 0 } given)
            {
                return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.Create), "GdnStreams", "profiles.json");
            }

            // A relative one would name another file in each directory, and not even the shell's: a process has a current directory of its own.
            return System.IO.Path.IsPathRooted(given) ? given : throw new GdnException(
                GdnErrorCode.BadRequest, $"The environment variable GDN_PROFILES is '{given}', which is no full path. Give it one, such as with $env:GDN_PROFILES = Join-Path $PWD '{given}'.");
        }
    }

    /// <summary>The profiles, by name.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: the file is damaged or cannot be read, or GDN_PROFILES is no full path.</exception>
    public static IReadOnlyList<GdnProfile> Read()
    {
        var file = Path;
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. json.RootElement.EnumerateObject().Select(Profile).OrderBy(profile => profile.Name, StringComparer.OrdinalIgnoreCase)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, $"The profiles in {file} cannot be read: {e.Message} Correct the file, or delete it and set the profiles again.", e);
        }
    }

    /// <summary>Puts profiles in the place of those that are there.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: the file cannot be written. <see cref="GdnErrorCode.BadRequest"/>: GDN_PROFILES is no full path.</exception>
    public static void Write(IEnumerable<GdnProfile> profiles)
    {
        var file = Path;
        var part = file + ".part";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            using (var stream = File.Create(part))
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                foreach (var profile in profiles)
                {
                    Write(json, profile);
                }

                json.WriteEndObject();
            }

            File.Copy(part, file, overwrite: true);
            File.Delete(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The profiles cannot be written to {file}: {e.Message}", e);
        }
    }

    private static void Write(Utf8JsonWriter json, GdnProfile profile)
    {
        json.WriteStartObject(profile.Name);
        json.WriteString("url", profile.Url.ToString());
        json.WriteString("fabric", profile.Fabric);
        json.WriteBoolean("isPulsar", profile.IsPulsar);
        json.WriteString("webSocketUrl", profile.WebSocketUrl?.ToString());
        json.WriteString("tenant", profile.Tenant);
        json.WriteString("namespace", profile.Namespace);
        json.WriteString("secretKind", profile.SecretKind.ToString());
        json.WriteString("email", profile.Email);
        json.WriteString("environmentVariable", profile.EnvironmentVariable);
        json.WriteString("secretName", profile.SecretName);
        json.WriteString("vaultName", profile.VaultName);
        json.WriteBoolean("createsStreams", profile.CreatesStreams);
        json.WriteBoolean("connectsOnFirstUse", profile.ConnectsOnFirstUse);
        json.WriteEndObject();
    }

    private static GdnProfile Profile(JsonProperty property)
    {
        var all = property.Value;
        string? Text(string name) => all.TryGetProperty(name, out var value) ? value.GetString() : null;
        bool Flag(string name) => all.TryGetProperty(name, out var value) && value.GetBoolean();
        return new GdnProfile(property.Name, new Uri(all.GetProperty("url").GetString()!))
        {
            IsPulsar = Flag("isPulsar"),
            WebSocketUrl = Text("webSocketUrl") is { } sockets ? new Uri(sockets) : null,
            Tenant = Text("tenant"),
            Namespace = Text("namespace"),
            Fabric = Text("fabric") ?? (Text("namespace") is null ? GdnProfile.DefaultFabric : null),
            SecretKind = Enum.TryParse<GdnCredentialKind>(Text("secretKind"), out var kind) ? kind : GdnCredentialKind.ApiKey,
            Email = Text("email"),
            EnvironmentVariable = Text("environmentVariable"),
            SecretName = Text("secretName"),
            VaultName = Text("vaultName"),
            CreatesStreams = Flag("createsStreams"),
            ConnectsOnFirstUse = Flag("connectsOnFirstUse"),
        };
    }
}
