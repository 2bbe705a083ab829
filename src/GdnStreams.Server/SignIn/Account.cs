using System.Text.Json;

namespace GdnStreams.Server.SignIn;

/// <summary>A user as it is stored; the password only as a salted hash.</summary>
internal sealed record Account(string Tenant, string User, string Email, string Salt, string Hash)
{
    public static IReadOnlyDictionary<string, JsonElement> NoExtra { get; } = new Dictionary<string, JsonElement>();

    public string? DisplayName { get; init; }

    public bool Active { get; init; } = true;

    /// <summary>Whether the user manages the tenant's users, keys, grants, fabrics and regions.</summary>
    public bool Administrator { get; init; }

    /// <summary>Tokens and one-time passwords carry it; it changes with the password and when the user is deactivated, which ends them.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Rounds of PBKDF2 with SHA-256 behind the hash. Null for users of earlier versions, which had 100,000.</summary>
    public int? Rounds { get; init; }

    /// <summary>Free data of the tenant's.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = NoExtra;

    public Grants Grants { get; init; } = Grants.Everything;

    /// <summary>Without the hash of the password.</summary>
    public override string ToString() => $"{Tenant}/{User}";
}
