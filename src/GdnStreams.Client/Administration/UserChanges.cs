using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>What to change of a user; null stays as it is.</summary>
public sealed record UserChanges
{
    /// <summary>E-mail address to sign in with.</summary>
    public string? Email { get; init; }

    /// <summary>Secret.</summary>
    public string? Password { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the user may sign in.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Whether the user administers the tenant. Macrometa's service does not know it.</summary>
    public bool? IsAdministrator { get; init; }

    /// <summary>Free data, which replaces what was there.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Extra { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"UserChanges {{ Email = {Email} }}";

    internal UserRequest ToRequest() => new()
    {
        Email = Email,
        Password = Password,
        DisplayName = DisplayName,
        Active = IsActive,
        Administrator = IsAdministrator,
        Extra = Extra,
    };
}
