using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Closes sessions with their producers and consumers, after their last sends and acknowledgements (at most 5 s).</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Gdn", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DisconnectGdn : GdnCmdlet
{
    /// <summary>The session to close. Default: the current one. Where there is none, nothing happens.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [LiveSession]
    [ValidateNotNull]
    public GdnSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if ((Session ?? RunspaceHoldings.Current.Session) is { IsClosed: false } session && ShouldProcess(session.ToString(), "Disconnect"))
        {
            ShowExchanges(session.Trace);
            Await(session.DisposeAsync());
        }
    }
}
