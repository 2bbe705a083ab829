namespace GdnStreams.Protocol;

/// <summary>How long messages live.</summary>
internal static class PolicyCalls
{
    public static JsonCall<long> GetTtl { get; } = new(
        "GET", "/streams/ttl", RestRight.FabricLook, "The fabric's time to live of messages, in seconds; 0 is for ever.", json => json.EnvelopeInt64)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonCall<string> SetTtl { get; } = new(
        "POST", "/streams/ttl/{seconds}", RestRight.FabricReadWrite, "Sets the fabric's time to live of messages.", json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Scope],
    };

    public static JsonCall<RetentionBody> GetFabricRetention { get; } = new(
        "GET", "/streams/retention", RestRight.FabricLook, "The fabric's retention of acknowledged messages.", json => json.EnvelopeRetentionBody)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonBodyCall<RetentionBody, string> SetFabricRetention { get; } = new(
        "PUT", "/streams/retention", RestRight.FabricReadWrite, "Sets the fabric's retention.", json => json.RetentionBody, json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Scope],
    };

    public static JsonCall<RetentionBody> GetRetention { get; } = new(
        "GET", "/streams/{topic}/retention", RestRight.StreamLook, "A stream's retention.", json => json.EnvelopeRetentionBody)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static JsonBodyCall<RetentionBody, string> SetRetention { get; } = new(
        "PUT", "/streams/{topic}/retention", RestRight.StreamReadWrite, "Sets a stream's retention.", json => json.RetentionBody, json => json.EnvelopeString)
    {
        Place = RestPlace.Fabric, Query = [RestQuery.Global],
    };

    public static IReadOnlyList<RestCall> All { get; } = [GetTtl, SetTtl, GetFabricRetention, SetFabricRetention, GetRetention, SetRetention];
}
