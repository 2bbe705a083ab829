using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Creates streams.</summary>
[Cmdlet(VerbsCommon.New, "GdnStream", SupportsShouldProcess = true)]
[OutputType(typeof(StreamInfo))]
public sealed class NewGdnStream : SessionCmdlet
{
    /// <summary>Names: a letter first, then letters, digits, _ - and . up to 230 characters.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Global (replicated, the default) or Local.</summary>
    [Parameter]
    [ValidateSet(nameof(StreamScope.Global), nameof(StreamScope.Local))]
    public StreamScope Scope { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var session = Open;
        foreach (var name in Name)
        {
            if (ShouldProcess(name, "Create " + Scope + " stream"))
            {
                Run(
                    async thread =>
                    {
                        var stream = await session.Streams.CreateAsync(StreamName.Create(name, Scope), thread.Stopping).ConfigureAwait(false);
                        await thread.WriteAsync(new StreamInfo { Name = stream, Fabric = session.Fabric, Tenant = session.Tenant }).ConfigureAwait(false);
                    },
                    name);
            }
        }
    }
}
