using System.Collections;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Reads the hashtable that Get-AutomationConnection gives of the connection type GdnStreams; its fields are in GdnStreams-Automation.json.</summary>
internal static class ConnectionTable
{
    private static readonly string[] Fields = ["Url", "Fabric", "ApiKey", "Token", "Email", "Password"];

    /// <summary>Address, credential and fabric; a fabric that is left out is <c>_system</c>.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: a field is missing, unknown or no address. The text shows no value.</exception>
    public static (Uri Url, GdnCredential Credential, string? Fabric) Read(IDictionary table)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table)
        {
            var name = entry.Key.ToString()!;
            if (!Fields.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Bad($"has '{name}'. It may have {string.Join(", ", Fields)}");
            }

            if (entry.Value is System.Security.SecureString secret)
            {
                values[name] = SecretAttribute.Reveal(secret);
            }
            else if (entry.Value?.ToString() is { Length: > 0 } text)
            {
                values[name] = text;
            }
        }

        string? Value(string name) => values.TryGetValue(name, out var value) ? value : null;
        var url = Uri.TryCreate(Value("Url"), UriKind.Absolute, out var address) ? address : throw Bad("has no Url that is an address");
        var credential = Value("ApiKey") is { } key ? GdnCredential.ApiKey(key)
            : Value("Token") is { } token ? GdnCredential.Token(token)
            : Value("Email") is { } email && Value("Password") is { } password ? GdnCredential.Password(email, password)
            : throw Bad("has neither ApiKey, Token, nor Email with Password");
        return (url, credential, Value("Fabric"));
    }

    private static GdnException Bad(string what) => new(GdnErrorCode.BadRequest, $"The connection {what}.");
}
