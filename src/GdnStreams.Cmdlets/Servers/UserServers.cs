using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>The local servers of this user, also those of other shells: each has a file in the user's own data, named by its process.</summary>
internal static class UserServers
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private static string Directory => Path.Combine(Path.GetDirectoryName(DefaultData.Directory)!, "servers");

    /// <summary>Notes a server that was just started.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.Unavailable"/>: it cannot be noted. The server runs on.</exception>
    public static void Add(GdnServer server)
    {
        var file = FileOf(server.ProcessId);
        try
        {
            System.IO.Directory.CreateDirectory(Directory);
            Write(server, file + ".part");
            File.Delete(file); // Of an earlier process of that number.
            File.Move(file + ".part", file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GdnException(GdnErrorCode.Unavailable, $"The server runs at {server} (process {server.ProcessId}), but {file} cannot be written, so that no other shell finds it: {e.Message}", e);
        }
    }

    private static void Write(GdnServer server, string path)
    {
        using var file = new FileStream(path, FileMode.Create);
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteString("url", server.Url.ToString());
        json.WriteString("httpsUrl", server.HttpsUrl?.ToString());
        json.WriteString("certificate", server.Certificate is { } certificate ? Convert.ToBase64String(certificate.RawData) : null);
        json.WriteString("dataDirectory", server.DataDirectory);
        json.WriteString("credentialsFile", server.CredentialsFile);
        json.WriteBoolean("mayHaveDevelopmentUser", server.MayHaveDevelopmentUser);
        json.WriteBoolean("isDetached", server.IsDetached);
        json.WriteString("startedAt", server.StartedAt);
        json.WriteEndObject();
    }

    /// <summary>Those that run, oldest first. What is left of others is removed.</summary>
    public static IReadOnlyList<GdnServer> All()
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            return [];
        }

        var servers = new List<GdnServer>();
        foreach (var file in System.IO.Directory.GetFiles(Directory, "*.json"))
        {
            var server = Read(file);
            if (server is not null && Runs(server))
            {
                servers.Add(server);
            }
            else if (server is not null || !IsProcess(file))
            {
                Remove(file);
            }
        }

        return [.. servers.OrderBy(server => server.StartedAt)];
    }

    /// <summary>The process of a server, or null where it has ended and its number may be another's.</summary>
    public static Process? ProcessOf(GdnServer server)
    {
        try
        {
            var process = Process.GetProcessById(server.ProcessId);
            if (!process.HasExited && process.StartTime.ToUniversalTime() <= server.StartedAt.UtcDateTime + Tolerance)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private static string FileOf(int processId) => Path.Combine(Directory, processId.ToString(System.Globalization.CultureInfo.InvariantCulture) + ".json");

    private static bool Runs(GdnServer server)
    {
        using var process = ProcessOf(server);
        return process is not null;
    }

    /// <summary>Whether the process runs that a file is named by. A file that cannot be read, for the moment or for ever, may be that of a server.</summary>
    private static bool IsProcess(string file)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(Path.GetFileNameWithoutExtension(file), System.Globalization.CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another shell has it open, to read or to remove it. What is left is removed another time.
        }
    }

    private static GdnServer? Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var all = json.RootElement;
            var how = new ServerStart(all.GetProperty("dataDirectory").GetString(), 0, all.GetProperty("mayHaveDevelopmentUser").GetBoolean()) { IsDetached = all.GetProperty("isDetached").GetBoolean() };
            var id = int.Parse(Path.GetFileNameWithoutExtension(file), System.Globalization.CultureInfo.InvariantCulture);
            return new GdnServer(new Uri(all.GetProperty("url").GetString()!), id, how, all.GetProperty("credentialsFile").GetString(), all.GetProperty("startedAt").GetDateTimeOffset())
            {
                HttpsUrl = all.GetProperty("httpsUrl").GetString() is { } https ? new Uri(https) : null,
                Certificate = all.GetProperty("certificate").GetString() is { } certificate ? new X509Certificate2(Convert.FromBase64String(certificate)) : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            // Another shell removes it now, or somebody wrote something else into it.
            return null;
        }
    }
}
