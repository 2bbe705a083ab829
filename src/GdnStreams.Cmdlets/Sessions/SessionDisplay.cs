using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>What the module's views show of a session; its hidden property <c>Shown</c> in PowerShell.</summary>
public sealed class SessionDisplay : DisplayObject
{
    private readonly GdnSession _session;

    private SessionDisplay(GdnSession session) => _session = session;

    /// <summary>The tenant that owns the streams.</summary>
    public string Tenant => _session.Tenant;

    /// <summary>The fabric.</summary>
    public string Fabric => _session.Fabric;

    /// <summary>The user, where the service told it.</summary>
    public string? User => _session.User;

    /// <summary>What is shown of a session; null where it is none.</summary>
    /// <param name="session">A session.</param>
    public static SessionDisplay? Of(PSObject session) => session?.BaseObject is GdnSession live ? new SessionDisplay(live) : null;

    /// <inheritdoc/>
    public override string ToString() => _session.ToString();
}
