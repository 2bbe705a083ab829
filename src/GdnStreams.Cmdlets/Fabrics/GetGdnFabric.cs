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

                var pattern = Names.Pattern(name, WildcardOptions.IgnoreCase);
                foreach (var fabric in Await(session.Fabrics.ListAsync(Cancelled)).Where(fabric => pattern.IsMatch(fabric.Name)))
                {
                    WriteObject(new GdnFabric(fabric));
                }
            });
        }
    }
}
