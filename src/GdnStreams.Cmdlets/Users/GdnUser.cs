using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>A user of the tenant.</summary>
public sealed class GdnUser : DisplayObject
{
    internal GdnUser(UserInfo user) =>
        (Name, Email, DisplayName, Tenant, IsActive, IsAdministrator) = (user.Name, user.Email, user.DisplayName, user.Tenant, user.IsActive, user.IsAdministrator);

    /// <summary>Name within the tenant.</summary>
    public string Name { get; }

    /// <summary>E-mail address to sign in with; empty where the caller may not see it.</summary>
    public string Email { get; }

    /// <summary>Name for people.</summary>
    public string DisplayName { get; }

    /// <summary>The user's tenant.</summary>
    public string Tenant { get; }

    /// <summary>Whether the user may sign in.</summary>
    public bool IsActive { get; }

    /// <summary>Whether the user administers the tenant. Macrometa's service does not tell it: false there.</summary>
    public bool IsAdministrator { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
