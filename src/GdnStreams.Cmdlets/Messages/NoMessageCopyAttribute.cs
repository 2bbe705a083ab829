using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Says what to do with the copy of a message where somebody gives one for the name of a stream: a copy is no message, so that PowerShell looks for another parameter.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoMessageCopyAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        MessageParts.IsCopy(inputData) || (inputData is not string && LanguagePrimitives.GetEnumerable(inputData)?.Cast<object?>().Any(MessageParts.IsCopy) == true)
            ? throw new ArgumentTransformationMetadataException(
                "This message is a copy, out of a job, a remote session or a file. Pipe it to this cmdlet: the session that received it can confirm or deny it. Send-GdnMessage sends it again.")
            : inputData;
}
