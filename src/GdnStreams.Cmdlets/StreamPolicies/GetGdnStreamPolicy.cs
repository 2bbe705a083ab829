using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Shows how long messages are kept: of streams, or of all streams of the session's fabric in one scope.</summary>
[Cmdlet(VerbsCommon.Get, "GdnStreamPolicy", DefaultParameterSetName = OfStream)]
[OutputType(typeof(GdnStreamPolicy))]
public sealed class GetGdnStreamPolicy : StreamCmdlet
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

    /// <summary>What the fabric says for all of its streams of one scope.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfFabric)]
    public SwitchParameter Fabric { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        if (Fabric)
        {
            Try(session.Fabric, () => WriteObject(new GdnStreamPolicy(null, Scope, session.Fabric, Await(session.Policies.GetFabricRetentionAsync(Scope, Cancelled)))));
            return;
        }

        foreach (var name in Name)
        {
            ForEachStream(session, name, stream => WriteObject(new GdnStreamPolicy(stream, stream.Scope, session.Fabric, Await(session.Policies.GetRetentionAsync(stream, Cancelled)))));
        }
    }
}
