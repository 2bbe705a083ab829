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

    /// <summary>How many partitions the stream gets; on a Pulsar only. Default: it has none.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int? Partition { get; set; }

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
                    Await(CreateAsync(session.Streams, stream));
                    WriteObject(new GdnStream(session, new StreamInfo { Name = stream, Fabric = session.Fabric, Tenant = session.Tenant, Partitions = Partition ?? 0 }));
                }
            });
        }
    }

    private protected override string? Todo(GdnException error) => error.Code == GdnErrorCode.NotSupported && Partition is not null
        ? "Leave -Partition out, or connect to a Pulsar with Connect-Gdn -Pulsar."
        : null;

    private async Task CreateAsync(StreamAdministration streams, StreamName stream)
    {
        try
        {
            await (Partition is { } partitions ? streams.CreatePartitionedAsync(stream, partitions, Cancelled) : streams.CreateAsync(stream, Cancelled)).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.StreamExists && IfNotExists)
        {
            // It is taken as it is.
        }
    }
}
