using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Shows the tenants that the user may see: in GDN the own one.</summary>
[Cmdlet(VerbsCommon.Get, "GdnTenant")]
[OutputType(typeof(GdnTenant))]
public sealed class GetGdnTenant : SessionCmdlet
{
    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
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
                foreach (var tenant in Names.Select(name, Await(session.Tenants.ListAsync(Cancelled)), GdnErrorCode.TenantNotFound, "tenant", tenant => tenant.Name))
                {
                    WriteObject(new GdnTenant(tenant, Await(LimitsAsync(session, tenant.Name))));
                }
            });
        }
    }

    /// <summary>The limits, or null where the user may not see them.</summary>
    private async Task<TenantLimits?> LimitsAsync(GdnSession session, string tenant)
    {
        try
        {
            return await session.Tenants.GetLimitsAsync(tenant, Cancelled).ConfigureAwait(false);
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Forbidden)
        {
            return null;
        }
    }
}
