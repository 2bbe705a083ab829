using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the regions of the service.</summary>
[Cmdlet(VerbsCommon.Get, "GdnRegion", DefaultParameterSetName = ByName)]
[OutputType(typeof(GdnRegion))]
public sealed class GetGdnRegion : SessionCmdlet
{
    private const string ByName = "Name";

    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByName)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The region of the server that answers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Local")]
    public SwitchParameter Local { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        if (Local)
        {
            Try(session, () => WriteObject(new GdnRegion(Await(session.Regions.GetLocalAsync(Cancelled)))));
            return;
        }

        foreach (var name in Name)
        {
            Try(name, () =>
            {
                var regions = Names.Select(name, Await(session.Regions.ListAsync(Cancelled)), GdnErrorCode.RegionNotFound, "region", region => region.Name);
                WriteObject(regions.Select(region => new GdnRegion(region)), enumerateCollection: true);
            });
        }
    }
}
