namespace GdnStreams.Protocol;

/// <summary>What a user or a key may do with fabrics and streams: <c>none</c>, <c>ro</c>, <c>wo</c> or <c>rw</c>.</summary>
/// <param name="holder">Template of the user or the key.</param>
/// <param name="word">What it is.</param>
internal sealed class GrantCalls(string holder, string word)
{
    public JsonCall<IReadOnlyDictionary<string, string>> List { get; } = new(
        "GET", holder + "/database", RestRight.Holder, $"What a {word} may do, fabric by fabric.", json => json.EnvelopeIReadOnlyDictionaryStringString);

    public JsonCall<string> Get { get; } = new("GET", holder + "/database/{fabric}", RestRight.Holder, $"What a {word} may do in a fabric.", json => json.EnvelopeString);

    public JsonBodyCall<GrantRequest, IReadOnlyDictionary<string, string>> Set { get; } = new(
        "PUT", holder + "/database/{fabric}", RestRight.Administrator, $"Says what a {word} may do in a fabric.", json => json.GrantRequest, json => json.EnvelopeIReadOnlyDictionaryStringString);

    public JsonCall<string> Clear { get; } = new(
        "DELETE", holder + "/database/{fabric}", RestRight.Administrator, $"Takes back what was said of a {word} and a fabric.", json => json.EnvelopeString)
    {
        Status = 202,
    };

    public JsonCall<IReadOnlyDictionary<string, string>> ListStreams { get; } = new(
        "GET", holder + "/database/{fabric}/stream", RestRight.Holder, $"What a {word} may do with the streams of a fabric.", json => json.EnvelopeIReadOnlyDictionaryStringString)
    {
        Query = [new("full", "boolean", "Also streams about which nothing was said.")],
    };

    public JsonCall<string> GetStream { get; } = new(
        "GET", holder + "/database/{fabric}/stream/{topic}", RestRight.Holder, $"What a {word} may do with a stream.", json => json.EnvelopeString)
    {
        Query = [RestQuery.Global],
    };

    public JsonBodyCall<GrantRequest, IReadOnlyDictionary<string, string>> SetStream { get; } = new(
        "PUT", holder + "/database/{fabric}/stream/{topic}", RestRight.Administrator, $"Says what a {word} may do with a stream.", json => json.GrantRequest, json => json.EnvelopeIReadOnlyDictionaryStringString)
    {
        Query = [RestQuery.Global],
    };

    public JsonCall<string> ClearStream { get; } = new(
        "DELETE", holder + "/database/{fabric}/stream/{topic}", RestRight.Administrator, $"Takes back what was said of a {word} and a stream.", json => json.EnvelopeString)
    {
        Query = [RestQuery.Global], Status = 202,
    };

    public IReadOnlyList<RestCall> All => [List, Get, Set, Clear, ListStreams, GetStream, SetStream, ClearStream];
}
