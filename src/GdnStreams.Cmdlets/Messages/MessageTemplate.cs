using System.Collections;
using System.Globalization;
using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>What the parameters of Send-GdnMessage make of an input. Values may be script blocks: they are run for each input.</summary>
internal sealed class MessageTemplate
{
    private const string ContentTypeProperty = "content-type";

    public object? Key { get; init; }

    public string? KeyProperty { get; init; }

    public object? Property { get; init; }

    public IReadOnlyList<string> PropertyName { get; init; } = [];

    public object? EventTime { get; init; }

    public DateTimeOffset? DeliverAt { get; init; }

    public TimeSpan? DeliverAfter { get; init; }

    public string? ContentType { get; init; }

    public required ObjectJson Json { get; init; }

    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: no message can be made of it, and why.</exception>
    public OutgoingMessage Make(object? input)
    {
        var received = MessageParts.Of(input);
        return new OutgoingMessage
        {
            Payload = received?.Payload ?? Payloads.Of(input, Json),
            Key = KeyOf(input) ?? received?.Key,
            Properties = PropertiesOf(input, received?.Properties),
            EventTime = EventTimeOf(input) ?? received?.EventTime,
            DeliverAfter = DeliverAfter,
            DeliverAt = DeliverAt,
        };
    }

    private string? KeyOf(object? input)
    {
        if (KeyProperty is { } name)
        {
            return Payloads.Text(Member(input, name, nameof(KeyProperty)));
        }

        return Value(Key, input, nameof(Key)) is { } key ? Payloads.Text(key) : null;
    }

    private IReadOnlyDictionary<string, string>? PropertiesOf(object? input, IReadOnlyDictionary<string, string>? received)
    {
        if (Property is null && PropertyName.Count == 0 && ContentType is null)
        {
            return received;
        }

        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in received ?? new Dictionary<string, string>())
        {
            all[pair.Key] = pair.Value;
        }

        foreach (var name in PropertyName)
        {
            all[name] = Payloads.Text(Member(input, name, nameof(PropertyName)));
        }

        if (ContentType is not null)
        {
            all[ContentTypeProperty] = ContentType;
        }

        switch (Value(Property, input, nameof(Property)))
        {
            case null:
                break;
            case IDictionary given:
                foreach (DictionaryEntry entry in given)
                {
                    all[Payloads.Text(entry.Key)] = Payloads.Text(Value(entry.Value, input, nameof(Property)));
                }

                break;
            case var other:
                throw new GdnException(GdnErrorCode.BadRequest, $"-Property takes a hashtable, or a script block that writes one, not '{other}'. Write -Property @{{ name = 'value' }}.");
        }

        return all;
    }

    private DateTimeOffset? EventTimeOf(object? input)
    {
        var value = Value(EventTime, input, nameof(EventTime));
        return value is null ? null
            : LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out DateTimeOffset time) ? time
            : throw new GdnException(GdnErrorCode.BadRequest, $"-EventTime takes a time, or a script block that writes one, not '{value}'.");
    }

    private static object? Value(object? given, object? input, string parameter)
    {
        var plain = Payloads.Plain(given);
        return plain is ScriptBlock block ? Scripts.Run(block, input, parameter) : plain;
    }

    private static object? Member(object? input, string name, string parameter)
    {
        var plain = Payloads.Plain(input);
        if (plain is IDictionary map && map.Contains(name))
        {
            return map[name];
        }

        return input is not null && PSObject.AsPSObject(input).Properties[name] is { } property
            ? property.Value
            : throw new GdnException(GdnErrorCode.BadRequest, $"The object has no property '{name}', which -{parameter} names.");
    }
}
