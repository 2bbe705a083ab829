using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Takes back what was said of users or API keys about a fabric or a stream of it; what was said about the fabric counts then for the stream.</summary>
[Cmdlet(VerbsCommon.Remove, "GdnPermission", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = OfUser)]
[OutputType(typeof(void))]
public sealed class RemoveGdnPermission : PermissionCmdlet
{
    /// <summary>The fabric. Default: the session's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FabricCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Fabric { get; set; }

    /// <summary>A stream of the fabric. Default: the fabric itself.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StreamCompleter))]
    [Alias("Topic")]
    public string? Stream { get; set; }

    /// <summary>Asks no questions.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => RefuseEmptyStream(Stream, "remove the permission of the whole fabric");

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        var permissions = Permissions(session);
        var fabric = Fabric ?? session.Fabric;
        foreach (var holder in Holders)
        {
            Try(holder, () =>
            {
                var stream = string.IsNullOrEmpty(Stream) ? null : StreamOf(Stream);
                if (ShouldProcess($"{holder}, {fabric}{(stream is null ? "" : $"/{stream}")}", "Remove permission", Force))
                {
                    Await(stream is null ? permissions.ClearAsync(holder, fabric, Cancelled) : permissions.ClearAsync(holder, fabric, stream, Cancelled));
                }
            }, $"{holder} on {fabric}{(string.IsNullOrEmpty(Stream) ? "" : $"/{Stream}")}");
        }
    }
}
