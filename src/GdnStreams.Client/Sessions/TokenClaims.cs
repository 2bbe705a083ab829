using System.Text.Json;

namespace GdnStreams.Client;

/// <summary>What a JSON web token says of itself. Nothing of it is trusted: it only saves questions to the server.</summary>
internal readonly record struct TokenClaims(string? Tenant, string? User, DateTimeOffset? ExpiresAt)
{
    public static TokenClaims Read(string jwt)
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
            return claims.RootElement.ValueKind == JsonValueKind.Object
                ? new TokenClaims(Text(claims, "tenant"), Text(claims, "preferred_username"), Time(claims, "exp"))
                : default;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // We cannot read this token, but the server may accept it.
            return default;
        }
    }

    private static string? Text(JsonDocument claims, string name) =>
        claims.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonDocument claims, string name) =>
        claims.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : null;
}
