using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that works in a session: the given one, or the runspace's current one.</summary>
public abstract class SessionCmdlet : AsyncCmdlet
{
    /// <summary>The session to work in. Default: the one that Connect-Gdn opened last in this runspace.</summary>
    [Parameter]
    public GdnSession? Session { get; set; }

    private protected GdnSession Open => RunspaceSessions.Require(this, Session);
}
