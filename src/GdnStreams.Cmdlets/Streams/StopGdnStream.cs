using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Terminates streams for ever: they take no more messages, and can still be received and read to their end.</summary>
[Cmdlet(VerbsLifecycle.Stop, "GdnStream", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(GdnStreamEnd))]
public sealed class StopGdnStream : StreamCmdlet
{
    /// <summary>Exact names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Stream", "Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the end of each stream.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var stream = StreamOf(name);
                if (!ShouldProcess(stream.Topic, "Terminate stream for ever", Force))
                {
                    return;
                }

                // What is on its way still belongs to the stream.
                Await(SessionProducers.Of(session).CloseAsync(stream));
                var last = Await(session.Streams.TerminateAsync(stream, Cancelled));
                if (PassThru)
                {
                    WriteObject(new GdnStreamEnd(stream, last));
                }
            });
        }
    }
}
