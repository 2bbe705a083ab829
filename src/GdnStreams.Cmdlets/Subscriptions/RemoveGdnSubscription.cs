using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes subscriptions: what they have not acknowledged is lost to them.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnSubscription", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGdnSubscription : StreamCmdlet
{
    /// <summary>The stream; takes what Get-GdnSubscription writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Stream { get; set; } = "";

    /// <summary>Exact names of the subscriptions.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Subscription")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var stream = StreamOf(Stream);
                if (ShouldProcess(DisplayText.Of($"{name} of {stream}"), "Remove subscription"))
                {
                    Await(SessionConsumers.Of(session).CloseAsync(stream, name));
                    Await(session.Subscriptions.DeleteAsync(stream, name, Cancelled));
                }
            });
        }
    }
}
