using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Makes a session the runspace's current one: cmdlets without -Session work in it. A session of another runspace stays that one's, and ends with it.</summary>
[Cmdlet(VerbsCommon.Select, "GdnSession", SupportsShouldProcess = true)]
[OutputType(typeof(GdnSession))]
public sealed class SelectGdnSession : GdnCmdlet
{
    /// <summary>An open session.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [LiveSession]
    [ValidateNotNull]
    public GdnSession Session { get; set; } = null!;

    /// <summary>Writes the session.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Session.IsClosed)
        {
            throw Fail(GdnErrorCode.Closed, $"The session with {Session.Url} is disconnected.", Session);
        }

        if (ShouldProcess(Session.ToString(), "Make the current session"))
        {
            RunspaceHoldings.Current.Select(Session);
            if (PassThru)
            {
                WriteObject(Session);
            }
        }
    }
}
