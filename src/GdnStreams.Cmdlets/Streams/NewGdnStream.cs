using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

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

    /// <summary>Takes a stream that exists as it is instead of failing.</summary>
    [Parameter]
    public SwitchParameter IfNotExists { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var stream = StreamOf(name);
                if (ShouldProcess(stream.Topic, "Create stream"))
                {
                    WriteObject(new GdnStream(Await(CreateAsync(session.Streams, stream)), session.Fabric, session.Tenant));
                }
            });
        }
    }

    private async Task<StreamName> CreateAsync(StreamAdministration streams, StreamName stream)
    {
        try
        {
            return await streams.CreateAsync(stream, Cancelled).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamExists && IfNotExists)
        {
            return stream;
        }
    }
}
