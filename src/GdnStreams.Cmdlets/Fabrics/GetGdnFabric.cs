using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the fabrics that the user may use.</summary>
[Cmdlet(VerbsCommon.Get, "GdnFabric")]
[OutputType(typeof(GdnFabric))]
public sealed class GetGdnFabric : SessionCmdlet
{
    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FabricCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = OpenSession;
        foreach (var name in Name)
        {
            Try(name, () =>
            {
                if (Names.IsExact(name))
                {
                    WriteObject(new GdnFabric(Await(session.Fabrics.GetAsync(name, Cancelled))));
                    return;
                }

                var fabrics = Names.Matching(name, Await(session.Fabrics.ListAsync(Cancelled)), WildcardOptions.None, fabric => fabric.Name);
                WriteObject(fabrics.Select(fabric => new GdnFabric(fabric)), enumerateCollection: true);
            });
        }
    }
}
