using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Deletes streams with their messages and subscriptions.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnStream", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGdnStream : StreamCmdlet
{
    /// <summary>Exact names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Also while producers or consumers of others are connected.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var stream = StreamOf(name);
                if (ShouldProcess(DisplayText.Of(stream.Topic), "Remove stream with its messages and subscriptions"))
                {
                    // What this session itself holds open must not be in the way.
                    Await(SessionProducers.Of(session).CloseAsync(stream));
                    Await(SessionConsumers.Of(session).CloseAsync(stream, subscription: null));
                    Await(session.Streams.DeleteAsync(stream, Force, Cancelled));
                }
            });
        }
    }
}
