using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Creates streams, those of names that come fast through the pipeline with common requests.</summary>
[Cmdlet(VerbsCommon.New, "GdnStream", SupportsShouldProcess = true)]
[OutputType(typeof(GdnStream))]
public sealed class NewGdnStream : StreamCmdlet
{
    private StreamCreations? _creations;

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
        var creations = CreationsIn(OpenSession);
        foreach (var name in Name)
        {
            Write(creations);
            Try(name, () =>
            {
                var stream = StreamOf(name);
                if (!ShouldProcess(stream.Topic, "Create stream"))
                {
                    return;
                }

                if (Partition is { } partitions)
                {
                    Write(name, Await(CreatePartitionedAsync(creations.Session, stream, partitions)));
                }
                else
                {
                    creations.Add(name, stream);
                }
            });
        }

        // What was typed waits for nothing more. A received message is acknowledged when the pipeline has returned from it: the stream is there by then.
        if (!MyInvocation.ExpectingInput || Delivery.Current is not null || creations.IsFull)
        {
            Finish(creations);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_creations is not null)
        {
            Finish(_creations);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _creations is not null)
        {
            AwaitEnd(_creations.StopAsync());
            _creations.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override string? Todo(GdnException error) => error.Code == GdnErrorCode.NotSupported && Partition is not null
        ? "Leave -Partition out, or connect to a Pulsar with Connect-Gdn -Pulsar."
        : null;

    /// <summary>A pipeline may select another session on its way.</summary>
    private StreamCreations CreationsIn(GdnSession session)
    {
        if (_creations is { } open && open.Session != session)
        {
            Finish(open);
            open.Dispose();
            _creations = null;
        }

        return _creations ??= new StreamCreations(session, Cancelled);
    }

    private void Finish(StreamCreations creations)
    {
        Await(creations.Ended);
        Write(creations);
    }

    private void Write(StreamCreations creations)
    {
        while (creations.TryTake(out var name, out var creation))
        {
            Write(name, creation);
        }
    }

    private void Write(string name, StreamCreation creation) => Try(name, () =>
    {
        if (creation.Failure is { } failure && !(failure.Code == GdnErrorCode.StreamExists && IfNotExists))
        {
            throw failure;
        }

        var session = _creations!.Session;
        WriteObject(new GdnStream(session, new StreamInfo { Name = creation.Stream, Fabric = session.Fabric, Tenant = session.Tenant, Partitions = Partition ?? 0 }));
    });

    private async Task<StreamCreation> CreatePartitionedAsync(GdnSession session, StreamName stream, int partitions)
    {
        try
        {
            await session.Streams.CreatePartitionedAsync(stream, partitions, Cancelled).ConfigureAwait(false);
            return new StreamCreation { Stream = stream };
        }
        catch (GdnException e)
        {
            return new StreamCreation { Stream = stream, Failure = e };
        }
    }
}
