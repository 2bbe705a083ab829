using System.Security.Cryptography;
using System.Text.Json;
using GdnStreams.Server.SignIn;
using GdnStreams.Server.Store;

namespace GdnStreams.Server.Operations;

/// <summary>The user and API key of a new data directory, with random secrets. They are written to a file that only its owner can read.</summary>
internal static class FirstUser
{
    public const string FileName = "credentials.json";

    private const string Tenant = "main";
    private const string User = "root";
    private const string Email = "root@main.local";
    private const string KeyId = "first";

    // 144 bits: no machine ever guesses one, however cheap a guess is, so that the hash needs no cost of its own.
    private const int PasswordBytes = 18;

    /// <summary>The credentials file of a data directory; null where there is none.</summary>
    public static string? FileOf(string? directory) => directory is not null && Path.GetFullPath(Path.Combine(directory, FileName)) is var file && File.Exists(file) ? file : null;

    /// <summary>Makes user, key and file; as long as there is no user, the next start does all of it again.</summary>
    public static async Task MakeAsync(string directory, Accounts accounts, CancellationToken cancellationToken)
    {
        // Letters, digits, '-' and '_': it is typed into shells.
        var password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(PasswordBytes)).Replace('+', '-').Replace('/', '_');
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var credentials = new FirstCredentials(Tenant, User, Email, password, $"{Tenant}.{KeyId}.{secret}");

        // The file comes first: a server that is killed in between starts over.
        var file = Path.Combine(directory, FileName);
        File.Delete(file);
        await using (var stream = DataDirectory.OpenNew(file))
        {
            await JsonSerializer.SerializeAsync(stream, credentials, FirstCredentialsJson.Default.FirstCredentials, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        DirectorySync.Flush(directory);
        if (!await accounts.AddFirstAsync(new Account(Tenant, User, Email, "", ""), password, KeyId, secret, cancellationToken))
        {
            File.Delete(file); // Another server that shares the users was faster; whoever has its file has the credentials.
        }
    }
}
