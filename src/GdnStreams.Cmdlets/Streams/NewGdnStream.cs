using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Creates streams.</summary>
[Cmdlet(VerbsCommon.New, "GdnStream", SupportsShouldProcess = true)]
[OutputType(typeof(GdnStream))]
public sealed class NewGdnStream : StreamCmdlet
{
    /// <summary>Names: a letter first, then letters, digits, <c>_ - .</c>, up to 230 characters.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
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
                var stream = StreamOf(name);
                if (ShouldProcess(DisplayText.Of(stream.Topic), "Create stream"))
                {
                    stream = Await(session.Streams.CreateAsync(stream, Cancelled));
                    WriteObject(new GdnStream(stream, session.Fabric, session.Tenant));
                }
            });
        }
    }
}
