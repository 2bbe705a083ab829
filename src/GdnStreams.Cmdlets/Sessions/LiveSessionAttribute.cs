using System.Management.Automation;
using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>Takes sessions of this process. Of one that came out of another (a job, a remote session, Import-Clixml) only data is left, and it says what to do instead.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LiveSessionAttribute : ArgumentTransformationAttribute
{
    private static readonly string Copied = "Deserialized." + typeof(GdnSession).FullName;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData is PSObject copy && copy.TypeNames.Contains(Copied)
        ? throw new ArgumentTransformationMetadataException(
            $"No session goes to another process, and this is the copy of one: run Connect-Gdn {copy.Properties[nameof(GdnSession.Url)]?.Value} where it is to be used, with a credential or a profile.")
        : inputData;
}
