using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Regions, status and owner of a fabric.</summary>
internal sealed record FabricOptions
{
    /// <summary>Regions, comma separated.</summary>
    [JsonPropertyName("dcList")]
    public string DcList { get; set; } = "";

    /// <summary>Spot region, or empty.</summary>
    [JsonPropertyName("spotDc")]
    public string SpotDc { get; set; } = "";

    /// <summary><c>available</c> when it can be used.</summary>
    [JsonPropertyName("status")]
    public string Status { get; set; } = "available";

    /// <summary>Owner of the fabric.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>Full name of the fabric, <c>{tenant}.{fabric}</c>.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>Always true.</summary>
    [JsonPropertyName("realTime")]
    public bool RealTime { get; set; } = true;

    /// <summary>Regions again, as a list.</summary>
    [JsonPropertyName("clusters")]
    public IReadOnlyList<string> Clusters { get; set; } = [];

    /// <summary>Regions again, as a list.</summary>
    [JsonPropertyName("associated_regions")]
    public IReadOnlyList<string> AssociatedRegions { get; set; } = [];

    /// <summary>Always false here.</summary>
    [JsonPropertyName("dynamo_local_tables")]
    public bool DynamoLocalTables { get; set; }

    /// <summary>User's metadata.</summary>
    [JsonPropertyName("metadata")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; set; }
}
