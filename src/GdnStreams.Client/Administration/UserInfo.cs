using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>One user of the tenant.</summary>
public sealed record UserInfo
{
    /// <summary>Name within the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>The user's tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>E-mail address to sign in with.</summary>
    public string Email { get; init; } = "";

    /// <summary>Name for people.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Whether the user may sign in.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Whether the user administers the tenant. Macrometa's service does not tell it: false there.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>Free data.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();

    internal static UserInfo From(UserDetails details) => new()
    {
        Name = details.User,
        Tenant = details.Tenant,
        Email = details.Email,
        DisplayName = details.DisplayName,
        IsActive = details.Active,
        IsAdministrator = details.Administrator ?? false,
        Extra = details.Extra,
    };

    internal static UserInfo From(UserAnswer answer) => new()
    {
        Name = answer.User,
        Tenant = answer.Tenant,
        Email = answer.Email,
        DisplayName = answer.DisplayName,
        IsActive = answer.Active,
        IsAdministrator = answer.Administrator ?? false,
        Extra = answer.Extra,
    };
}
