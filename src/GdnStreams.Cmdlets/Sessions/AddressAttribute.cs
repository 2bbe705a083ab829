using System.Management.Automation;

namespace GdnStreams.Cmdlets;

/// <summary>Takes an address; one that is none is told without its text, which may hold a password.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return given is not string text ? given
            : Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address) ? address
            : throw new ArgumentTransformationMetadataException("It is not an address. Give one such as https://api-gdn.example.com, and a password or key in a parameter of its own.");
    }
}
