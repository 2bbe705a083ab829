using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GdnStreams.Protocol;

/// <summary>A call whose request and answer are JSON.</summary>
/// <typeparam name="TRequest">The body of the request.</typeparam>
/// <typeparam name="TAnswer">The answer, without GDN's envelope.</typeparam>
internal sealed class JsonBodyCall<TRequest, TAnswer> : JsonCall<TAnswer>
{
    private readonly Func<RestJson, JsonTypeInfo<TRequest>> _request;

    /// <summary>A call that answers in GDN's envelope.</summary>
    public JsonBodyCall(string method, string template, RestRight right, string summary, Func<RestJson, JsonTypeInfo<TRequest>> request, Func<RestJson, JsonTypeInfo<Envelope<TAnswer>>> answer)
        : base(method, template, right, summary, answer) => _request = request;

    /// <summary>A call that answers without envelope.</summary>
    public JsonBodyCall(string method, string template, RestRight right, string summary, Func<RestJson, JsonTypeInfo<TRequest>> request, Func<RestJson, JsonTypeInfo<TAnswer>> answer)
        : base(method, template, right, summary, answer) => _request = request;

    /// <summary>JSON of the request.</summary>
    public JsonTypeInfo<TRequest> Request => _request(RestJson.Default);

    /// <inheritdoc/>
    public override Type? RequestType => typeof(TRequest);

    /// <summary>The body of a request.</summary>
    public byte[] Write(TRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, Request);
}
