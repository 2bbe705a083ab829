using System.Text.Json;
using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>Regions, status and owner of a fabric.</summary>
public sealed record FabricOptions
{
    /// <summary>Regions, comma separated.</summary>
    [JsonPropertyName("dcList")]
    public string DcList { get; init; } = "";

    /// <summary>Spot region, or empty.</summary>
    [JsonPropertyName("spotDc")]
    public string SpotDc { get; init; } = "";

    /// <summary><c>available</c> when it can be used.</summary>
    [JsonPropertyName("status")]
    public string Status { get; init; } = "available";

    /// <summary>Owner of the fabric.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; init; } = "";

    /// <summary>Full name of the fabric, <c>{tenant}.{fabric}</c>.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>Always true.</summary>
    [JsonPropertyName("realTime")]
    public bool RealTime { get; init; } = true;

    /// <summary>Regions again, as a list.</summary>
    [JsonPropertyName("clusters")]
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>Regions again, as a list.</summary>
    [JsonPropertyName("associated_regions")]
    public IReadOnlyList<string> AssociatedRegions { get; init; } = [];

    /// <summary>Always false here.</summary>
    [JsonPropertyName("dynamo_local_tables")]
    public bool DynamoLocalTables { get; init; }

    /// <summary>User's metadata.</summary>
    [JsonPropertyName("metadata")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
