using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>An answer that is only <c>{"result":true}</c>, as <c>PUT /datacenter/{name}/{isSpot}</c> gives it.</summary>
internal sealed record ResultAnswer
{
    /// <summary>Whether it was done.</summary>
    [JsonPropertyName("result")]
    public bool Result { get; set; }
}
