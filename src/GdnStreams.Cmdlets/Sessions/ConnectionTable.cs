using System.Collections;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Reads the hashtable that Get-AutomationConnection gives of the connection type GdnStreams; its fields are in GdnStreams-Automation.json.</summary>
internal static class ConnectionTable
{
    private static readonly string[] Fields = ["Url", "Fabric", "ApiKey", "Token", "Email", "Password", "Pulsar", "WebSocketUrl", "Tenant", "Namespace"];

    private static readonly string[] OfPulsar = ["WebSocketUrl", "Tenant", "Namespace"];

    /// <summary>The options of its session; a fabric that is left out is <c>_system</c>, and of a Pulsar the namespace <c>default</c>.</summary>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: a field is missing, unknown or no address. The text shows no value.</exception>
    public static GdnSessionOptions Read(IDictionary table)
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
        Uri? Address(string name) => Value(name) is not { } text ? null : Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw Bad($"has no {name} that is an address");
        var credential = Value("ApiKey") is { } key ? GdnCredential.ApiKey(key)
            : Value("Token") is { } token ? GdnCredential.Token(token)
            : Value("Email") is { } email && Value("Password") is { } password ? GdnCredential.Password(email, password)
            : null;
        if (Address("Pulsar") is { } pulsar)
        {
            return Address("Url") is null && Value("ApiKey") is null
                ? PulsarConnection.Options(pulsar, Address("WebSocketUrl"), credential ?? GdnCredential.Anonymous, Value("Tenant"), Value("Namespace"), Value("Fabric"))
                : throw Bad("has Pulsar with Url or ApiKey, which are a server's");
        }

        return Array.Find(OfPulsar, name => Value(name) is not null) is { } stray
            ? throw Bad($"has '{stray}' without Pulsar")
            : new GdnSessionOptions
            {
                Url = Address("Url") ?? throw Bad("has no Url that is an address, and no Pulsar"),
                Credential = credential ?? throw Bad("has neither ApiKey, Token, nor Email with Password"),
                Fabric = Value("Fabric") ?? GdnProfile.DefaultFabric,
            };
    }

    private static GdnException Bad(string what) => new(GdnErrorCode.BadRequest, $"The connection {what}.");
}
