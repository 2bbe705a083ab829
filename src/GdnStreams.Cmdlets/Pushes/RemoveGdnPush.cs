using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Ends pushes. Their subscriptions stay, with what is not acknowledged. For administrators.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnPush", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveGdnPush : PushCmdlet
{
    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(GdnSession session, StreamName stream, string subscription)
    {
        if (ShouldProcess($"{subscription} of {stream}", "Remove push", Force))
        {
            Await(session.Pushes.DeleteAsync(stream, subscription, Cancelled));
        }
    }
}
