using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>What is kept of a received message when it is sent on.</summary>
internal sealed record MessageParts(ReadOnlyMemory<byte> Payload, string? Key, IReadOnlyDictionary<string, string>? Properties, DateTimeOffset? EventTime)
{
    private const string Deserialized = "Deserialized.GdnStreams.Cmdlets.GdnMessage";

    /// <summary>Whether it is a received message that came out of a job, a remote session or Import-Clixml.</summary>
    public static bool IsCopy(object? input) => input is PSObject copy && copy.TypeNames.Contains(Deserialized);

    /// <summary>The parts of a received message, also of one that came out of a job, a remote session or Import-Clixml; null where it is none.</summary>
    public static MessageParts? Of(object? input)
    {
        switch (input is PSObject { BaseObject: GdnMessage inner } ? inner : input)
        {
            case GdnMessage message:
                return new MessageParts(message.Bytes, message.Key, message.Properties, message.EventTime);
            case PSObject { BaseObject: PSCustomObject } copy when IsCopy(copy):
                return new MessageParts(
                    Plain(copy, "Payload") is byte[] bytes ? bytes : default,
                    Plain(copy, "Key") as string,
                    Plain(copy, "Properties") is IDictionary { Count: > 0 } all ? all.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => Payloads.Text(all[key])) : null,
                    Plain(copy, "EventTime") switch
                    {
                        DateTimeOffset time => time,
                        DateTime time => time,
                        string time => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture),

                        // A job or Clixml gives a DateTimeOffset back as its properties.
                        PSObject time when time.Properties["UtcDateTime"]?.Value is { } utc => new DateTimeOffset((DateTime)(utc is PSObject wrapped ? wrapped.BaseObject : utc)),
                        _ => null,
                    });
            default:
                return null;
        }
    }

    private static object? Plain(PSObject copy, string property) => Payloads.Plain(copy.Properties[property]?.Value);
}
