using System.Security.Cryptography;
using GdnStreams.Engine;
using GdnStreams.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GdnStreams.Server.SignIn;

/// <summary>JSON web tokens as GDN makes them: HS256, twelve hours, the tenant in <c>tenant</c>, the user in <c>preferred_username</c>.</summary>
internal sealed class Tokens
{
    // Tokens of earlier versions lack this claim; they are valid while the user has no stamp.
    private const string Stamp = "ver";
    private readonly TimeProvider _time;
    private readonly SymmetricSecurityKey _key;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    private Tokens(byte[] key, TimeProvider time) => (_key, _time) = (new SymmetricSecurityKey(key), time);

    /// <summary>What servers with the same store know, and nobody else.</summary>
    public byte[] Secret => _key.Key;

    /// <summary>With the signing key of the store, which is made at the first start.</summary>
    public static async Task<Tokens> OpenAsync(IDocumentStore documents, TimeProvider time, CancellationToken cancellationToken)
    {
        var made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        var key = await documents.UpdateAsync(
            transaction =>
            {
                var stored = transaction.Get("setting", "signing-key");
                if (stored is null)
                {
                    transaction.Put("setting", "signing-key", made);
                }

                return stored ?? made;
            },
            cancellationToken);
        return new Tokens(Convert.FromBase64String(key), time);
    }

    public string Issue(Account account)
    {
        var now = _time.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "macrometa",
            IssuedAt = now.UtcDateTime,
            Expires = now.AddSeconds(ProtocolLimits.TokenLifetimeSeconds).UtcDateTime,
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
            Claims = new Dictionary<string, object> { ["tenant"] = account.Tenant, ["sub"] = account.Tenant, ["preferred_username"] = account.User, [Stamp] = account.Stamp },
        });
    }

    /// <summary>Tenant, user and the user's stamp of a token; null where it is not ours, or has expired.</summary>
    public async Task<(string Tenant, string User, string Stamp)?> ReadAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = _key,
            ValidIssuer = "macrometa",
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateAudience = false,
            LifetimeValidator = (_, expires, _, _) => expires > _time.GetUtcNow().UtcDateTime,
        });
        return result.IsValid && result.Claims.TryGetValue("tenant", out var tenant) && result.Claims.TryGetValue("preferred_username", out var user)
            ? ((string)tenant, (string)user, result.Claims.TryGetValue(Stamp, out var stamp) ? (string)stamp : "")
            : null;
    }
}
