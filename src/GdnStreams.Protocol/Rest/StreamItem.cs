using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>One stream in <c>GET /streams</c>.</summary>
internal sealed record StreamItem
{
    /// <summary>Key of the stream's record.</summary>
    [JsonPropertyName("_key")]
    public string Key { get; set; } = "";

    /// <summary>Id of the stream's record.</summary>
    [JsonPropertyName("_id")]
    public string Id { get; set; } = "";

    /// <summary>Revision of the stream's record.</summary>
    [JsonPropertyName("_rev")]
    public string Rev { get; set; } = "";

    /// <summary>The fabric.</summary>
    [JsonPropertyName("db")]
    public string Fabric { get; set; } = "";

    /// <summary>Whether the stream is local.</summary>
    [JsonPropertyName("local")]
    public bool Local { get; set; }

    /// <summary>The tenant.</summary>
    [JsonPropertyName("tenant")]
    public string Tenant { get; set; } = "";

    /// <summary>The name with its prefix; see <see cref="StreamName.Topic"/>.</summary>
    [JsonPropertyName("topic")]
    public string Topic { get; set; } = "";

    /// <summary>Always 4, which means persistent; pyC8 fails on any other.</summary>
    [JsonPropertyName("type")]
    public int Type { get; set; } = 4;

    /// <summary>True once the stream is terminated, else absent: pyC8 looks only for the key.</summary>
    [JsonPropertyName("terminated")]
    public bool? Terminated { get; set; }

    /// <summary>The item of a stream.</summary>
    public static StreamItem Of(string tenant, string fabric, StreamName name) => new()
    {
        Key = $"{name.Topic}_TYPE4",
        Id = $"_collections/{name.Topic}",
        Rev = "_",
        Fabric = fabric,
        Local = name.Scope != StreamScope.Global,
        Tenant = tenant,
        Topic = name.Topic,
    };
}
