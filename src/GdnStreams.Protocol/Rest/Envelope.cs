using System.Text.Json.Serialization;

namespace GdnStreams.Protocol;

/// <summary>What every successful GDN call answers: <c>{"error":false,"code":200,"result":...}</c>.</summary>
/// <remarks>It never holds the keys <c>errorNum</c> and <c>errorMessage</c>: pyC8 and jsC8 take those for a failure.</remarks>
/// <typeparam name="T">Type of the result.</typeparam>
internal sealed record Envelope<T>
{
    /// <summary>Always false.</summary>
    [JsonPropertyName("error")]
    public bool Error { get; set; }

    /// <summary>The HTTP status again.</summary>
    [JsonPropertyName("code")]
    public int Code { get; set; } = 200;

    /// <summary>The answer; left out where there is none.</summary>
    [JsonPropertyName("result")]
    public T? Result { get; set; }
}
