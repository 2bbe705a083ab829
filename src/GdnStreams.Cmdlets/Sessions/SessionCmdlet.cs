using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>A cmdlet that works in a session: the given one, or the runspace's current one.</summary>
public abstract class SessionCmdlet : GdnCmdlet
{
    /// <summary>The session to work in. Default: the one that Connect-Gdn opened last in this runspace.</summary>
    [Parameter]
    [ValidateNotNull]
    public GdnSession? Session { get; set; }

    /// <summary>The session; a terminating error where there is none that is open.</summary>
    private protected GdnSession OpenSession
    {
        get
        {
            var session = Session ?? RunspaceHoldings.Current.Session;
            return session switch
            {
                null => throw Fail(GdnErrorCode.Closed, "There is no session: nothing is connected yet."),
                { IsClosed: true } => throw Fail(GdnErrorCode.Closed, $"The session with {session.Url} is disconnected."),
                _ => session,
            };
        }
    }
}
