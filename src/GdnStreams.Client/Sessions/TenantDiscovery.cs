using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Finds the tenant of a credential: in its text where it is there, else by asking the server.</summary>
internal static class TenantDiscovery
{
    public static async Task<(string Tenant, string? User)> FindAsync(GdnCredential credential, RestClient rest, CancellationToken ct)
    {
        var known = credential.Kind == GdnCredentialKind.ApiKey ? OfApiKey(credential.Secret) : OfToken(credential.Secret);
        if (known.Tenant is { } tenant)
        {
            return (tenant, known.User);
        }

        var users = await rest.GetAsync(RestPaths.Users, RestJson.Default.EnvelopeIReadOnlyListUserDetails, ct).ConfigureAwait(false);
        return users is [{ Tenant.Length: > 0 } first, ..]
            ? (first.Tenant, first.User)
            : throw new GdnException(GdnErrorCode.TenantNotFound, "The server does not tell the tenant of this credential. Give the tenant in the options.");
    }

    /// <summary><c>{tenant}.{key id}.{secret}</c>, where the tenant may contain dots.</summary>
    public static (string? Tenant, string? User) OfApiKey(string key)
    {
        var end = key.LastIndexOf('.');
        end = end > 0 ? key.LastIndexOf('.', end - 1) : -1;
        return (end > 0 ? key.Substring(0, end) : null, null);
    }

    public static (string? Tenant, string? User) OfToken(string jwt)
    {
        var parts = jwt.Split('.');
        if (parts.Length != 3)
        {
            return default;
        }

        try
        {
            var text = parts[1].TrimEnd('=').Replace('-', '+').Replace('_', '/');
            using var claims = JsonDocument.Parse(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
            return (Claim(claims, "tenant"), Claim(claims, "preferred_username"));
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Not a token we can read; the server may still know it.
            return default;
        }
    }

    private static string? Claim(JsonDocument claims, string name) =>
        claims.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
