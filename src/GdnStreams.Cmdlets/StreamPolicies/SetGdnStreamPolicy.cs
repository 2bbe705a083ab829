using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Says how long messages are kept: of streams, or of all streams of the session's fabric in one scope. What is not given stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "GdnStreamPolicy", SupportsShouldProcess = true, DefaultParameterSetName = OfStream)]
[OutputType(typeof(GdnStreamPolicy))]
public sealed class SetGdnStreamPolicy : StreamCmdlet
{
    private const string OfStream = "Stream";
    private const string OfFabric = "Fabric";

    /// <summary>Streams, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = OfStream)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [SupportsWildcards]
    [Alias("Stream", "Topic")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Says it for all streams of one scope of the fabric that say nothing themselves.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfFabric)]
    public SwitchParameter Fabric { get; set; }

    /// <summary>Age at which a message counts as acknowledged: <c>7d</c>, a TimeSpan, or seconds; 0 is never, at most 24855 days. Rounded up to seconds.</summary>
    [Parameter]
    [Duration(MaxSeconds = int.MaxValue)]
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>How long acknowledged messages are kept: <c>7d</c>, a TimeSpan, or seconds; 0 is not at all, <c>forever</c> has no end. Rounded up to minutes.</summary>
    [Parameter]
    [Duration(AllowsForever = true)]
    public TimeSpan? RetentionTime { get; set; }

    /// <summary>How many bytes of acknowledged messages are kept, such as 100MB; 0 is none, -1 all, at most 2 PiB. Rounded up to MiB.</summary>
    [Parameter]
    [ValidateRange(-1L, GdnStreamPolicy.MaxRetentionSize)]
    public long? RetentionSize { get; set; }

    /// <summary>Takes back first what was said: everything that is not given comes from above again.</summary>
    [Parameter]
    public SwitchParameter Reset { get; set; }

    /// <summary>Writes the policies as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (TimeToLive is null && RetentionTime is null && RetentionSize is null && !Reset)
        {
            throw Fail(GdnErrorCode.BadRequest, "Nothing is to be changed. Give -TimeToLive, -RetentionTime, -RetentionSize or -Reset.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        if (Fabric)
        {
            Try(session.Fabric, () =>
            {
                if (ShouldProcess($"{session.Fabric}, {Scope} streams", "Set policy"))
                {
                    Write(new GdnStreamPolicy(null, Scope, session.Fabric, Await(SetAsync(session.Policies))));
                }
            });
            return;
        }

        foreach (var name in Name)
        {
            ForEachStream(session, name, stream =>
            {
                if (ShouldProcess(stream.Topic, "Set policy"))
                {
                    Write(new GdnStreamPolicy(stream, stream.Scope, session.Fabric, Await(SetAsync(session.Policies, stream))));
                }
            });
        }
    }

    private void Write(GdnStreamPolicy policy)
    {
        if (PassThru)
        {
            WriteObject(policy);
        }
    }

    private async Task<RetentionPolicy> SetAsync(PolicyAdministration policies)
    {
        var current = Reset ? new RetentionPolicy() : await policies.GetFabricRetentionAsync(Scope, Cancelled).ConfigureAwait(false);
        await policies.SetFabricRetentionAsync(GdnStreamPolicy.With(current, TimeToLive, RetentionTime, RetentionSize), Scope, Cancelled).ConfigureAwait(false);
        return await policies.GetFabricRetentionAsync(Scope, Cancelled).ConfigureAwait(false);
    }

    private async Task<RetentionPolicy> SetAsync(PolicyAdministration policies, StreamName stream)
    {
        var current = Reset ? new RetentionPolicy() : await policies.GetRetentionAsync(stream, Cancelled).ConfigureAwait(false);
        await policies.SetRetentionAsync(stream, GdnStreamPolicy.With(current, TimeToLive, RetentionTime, RetentionSize), Cancelled).ConfigureAwait(false);
        return await policies.GetRetentionAsync(stream, Cancelled).ConfigureAwait(false);
    }
}
