using System.Globalization;
using System.Management.Automation;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Takes a place in a stream: earliest, latest, a time, a time back from now (<c>-1h</c>), a message id, or what has one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PositionAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Payloads.Plain(inputData) switch
    {
        GdnPosition position => position,
        DateTimeOffset time => At(time),
        DateTime time => At(new DateTimeOffset(time)),
        TimeSpan back => Back(back),
        MessageId id => GdnPosition.Of(id),
        GdnMessage message => GdnPosition.Of(message.Id),
        GdnReceipt receipt => GdnPosition.Of(new MessageId(receipt.MessageId)),
        string text => Read(text.Trim()),

        // What a job or Import-Clixml made of a message or receipt.
        PSObject copy when Payloads.Plain(copy.Properties["MessageId"]?.Value) is string id => Read(id),

        // A written -1d is a decimal to PowerShell.
        IConvertible when inputData is PSObject written => Read(written.ToString().Trim()),
        _ => throw NoPosition(),
    };

    private static GdnPosition Read(string text)
    {
        if (text.Equals("earliest", StringComparison.OrdinalIgnoreCase) || text.Equals("latest", StringComparison.OrdinalIgnoreCase))
        {
            return text.Length == "latest".Length ? GdnPosition.Latest : GdnPosition.Earliest;
        }

        if (text is ['-', ..] && DurationAttribute.TryRead(text.Substring(1), out var back))
        {
            return Back(back);
        }

        return MessagePosition.TryParse(text, out _) ? GdnPosition.Of(new MessageId(text))
            : DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out var time) || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out time)
                ? At(time)
                : throw NoPosition();
    }

    private static GdnPosition Back(TimeSpan back) => At(TimeProvider.System.GetUtcNow() - back.Duration());

    private static GdnPosition At(DateTimeOffset time) => time >= DateTimeOffset.FromUnixTimeMilliseconds(0)
        ? GdnPosition.Of(time)
        : throw new ArgumentTransformationMetadataException($"{time.ToString("d", CultureInfo.CurrentCulture)} is before 1970, when the time of messages begins. Earliest is the first message.");

    private static ArgumentTransformationMetadataException NoPosition() =>
        new("It is no place in a stream. Give Earliest, Latest, a time such as '2026-03-01 12:00', a time back from now such as -1h, a message id, or a received message.");
}
