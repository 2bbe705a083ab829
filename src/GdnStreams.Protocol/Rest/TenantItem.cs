using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One tenant, as <c>GET /_api/tenants</c> lists them.</summary>
internal sealed record TenantItem
{
    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>Always true here.</summary>
    [JsonPropertyName("active")]
    public bool Active { get; set; } = true;
}
