using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GdnStreams.Protocol;

/// <summary>A call whose request and answer are JSON.</summary>
/// <typeparam name="TRequest">The body of the request.</typeparam>
/// <typeparam name="TAnswer">The answer, without GDN's envelope.</typeparam>
internal sealed class JsonBodyCall<TRequest, TAnswer> : JsonCall<TAnswer>
{
    /// <summary>A call that answers in GDN's envelope.</summary>
    public JsonBodyCall(string method, string template, RestRight right, string summary, JsonTypeInfo<TRequest> request, JsonTypeInfo<Envelope<TAnswer>> answer)
        : base(method, template, right, summary, answer) => Request = request;

    /// <summary>A call that answers without envelope.</summary>
    public JsonBodyCall(string method, string template, RestRight right, string summary, JsonTypeInfo<TRequest> request, JsonTypeInfo<TAnswer> answer)
        : base(method, template, right, summary, answer) => Request = request;

    /// <summary>JSON of the request.</summary>
    public JsonTypeInfo<TRequest> Request { get; }

    /// <inheritdoc/>
    public override JsonTypeInfo? RequestType => Request;

    /// <summary>The body of a request.</summary>
    public byte[] Write(TRequest request) => JsonSerializer.SerializeToUtf8Bytes(request, Request);
}
