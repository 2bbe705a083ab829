using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GdnStreams.Protocol;

/// <summary>A call whose answer is JSON.</summary>
/// <typeparam name="TAnswer">The answer, without GDN's envelope.</typeparam>
internal class JsonCall<TAnswer> : RestCall
{
    // Asked for when a body is there: what describes the bodies of all rows takes longer to make than a process to start.
    private readonly Func<RestJson, JsonTypeInfo<Envelope<TAnswer>>>? _enveloped;
    private readonly Func<RestJson, JsonTypeInfo<TAnswer>>? _plain;

    /// <summary>A call that answers in GDN's envelope.</summary>
    public JsonCall(string method, string template, RestRight right, string summary, Func<RestJson, JsonTypeInfo<Envelope<TAnswer>>> answer)
        : base(method, template, right, summary) => _enveloped = answer;

    /// <summary>A call that answers without envelope.</summary>
    public JsonCall(string method, string template, RestRight right, string summary, Func<RestJson, JsonTypeInfo<TAnswer>> answer)
        : base(method, template, right, summary) => _plain = answer;

    /// <inheritdoc/>
    public override Type? AnswerType => _enveloped is null ? typeof(TAnswer) : typeof(Envelope<TAnswer>);

    /// <summary>The body of an answer.</summary>
    public byte[] Write(TAnswer? answer) => _enveloped is null
        ? JsonSerializer.SerializeToUtf8Bytes(answer!, _plain!(RestJson.Default))
        : JsonSerializer.SerializeToUtf8Bytes(new Envelope<TAnswer> { Code = Status, Result = answer }, _enveloped(RestJson.Default));

    /// <summary>Reads the body of an answer; null where it holds none.</summary>
    /// <exception cref="JsonException">It is not what this call answers.</exception>
    public TAnswer? Read(byte[] body)
    {
        if (_enveloped is null)
        {
            return JsonSerializer.Deserialize(body, _plain!(RestJson.Default));
        }

        return JsonSerializer.Deserialize(body, _enveloped(RestJson.Default)) is { } envelope ? envelope.Result : default;
    }
}
