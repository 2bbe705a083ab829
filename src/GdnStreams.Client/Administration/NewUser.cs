using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A user to be added.</summary>
public sealed record NewUser
{
    /// <summary>E-mail address to sign in with.</summary>
    public required string Email { get; init; }

    /// <summary>Secret.</summary>
    public required string Password { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the user may sign in.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Whether the user administers the tenant. Macrometa's service does not know it.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>Free data.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Extra { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"NewUser {{ Email = {Email} }}";

    // Defaults are left out, so that services without these fields accept the request.
    internal UserRequest ToRequest() => new()
    {
        Email = Email,
        Password = Password,
        DisplayName = DisplayName,
        Active = IsActive ? null : false,
        Administrator = IsAdministrator ? true : null,
        Extra = Extra,
    };
}
