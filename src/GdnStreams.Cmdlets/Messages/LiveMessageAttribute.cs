using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Takes messages that this process received. A copy that came out of another (a job, a remote session, Import-Clixml) has no consumer to tell, and it says so.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LiveMessageAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        MessageParts.IsCopy(inputData) || LanguagePrimitives.GetEnumerable(inputData)?.Cast<object?>().Any(MessageParts.IsCopy) == true
            ? throw new ArgumentTransformationMetadataException(
                "This message is a copy, out of a job, a remote session or a file. Only the process that received it can confirm or deny it; Send-GdnMessage sends it again.")
            : inputData;
}
