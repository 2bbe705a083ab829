using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Says what users or API keys may do with a fabric or a stream of it.</summary>
[Cmdlet(VerbsCommon.Set, "GdnPermission", SupportsShouldProcess = true, DefaultParameterSetName = OfUser)]
[OutputType(typeof(GdnUserPermission), typeof(GdnApiKeyPermission))]
public sealed class SetGdnPermission : PermissionCmdlet
{
    /// <summary>None, ReadOnly (receive), WriteOnly (send) or ReadWrite (both; in a fabric also create and delete streams).</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public Permission Permission { get; set; }

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

    /// <summary>Writes the permissions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => RefuseEmptyStream(Stream, "set the permission of the whole fabric");

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
                if (!ShouldProcess($"{holder}, {fabric}{(stream is null ? "" : $"/{stream}")}", $"Set permission {Permission}"))
                {
                    return;
                }

                Await(stream is null ? permissions.SetAsync(holder, fabric, Permission, Cancelled) : permissions.SetAsync(holder, fabric, stream, Permission, Cancelled));
                if (PassThru)
                {
                    WriteObject(Told(holder, fabric, stream, Permission));
                }
            }, $"{holder} on {fabric}{(string.IsNullOrEmpty(Stream) ? "" : $"/{Stream}")}");
        }
    }
}
