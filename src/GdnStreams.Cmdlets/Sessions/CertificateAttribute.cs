using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GdnStreams.Cmdlets;

/// <summary>Takes certificates, or the paths of their files (PEM or DER).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CertificateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var all = given is IEnumerable several and not string ? several.Cast<object>() : [given];
        return all.Select(one => Certificate(engineIntrinsics, one is PSObject inner ? inner.BaseObject : one)).ToArray();
    }

    private static X509Certificate2 Certificate(EngineIntrinsics engine, object? given) => given switch
    {
        X509Certificate2 certificate => certificate,
        string path => Load(engine.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)),
        FileInfo file => Load(file.FullName),
        _ => throw new ArgumentTransformationMetadataException("It is no certificate. Give an X509Certificate2, or the path of a PEM or DER file."),
    };

    internal static X509Certificate2 Load(string file)
    {
        try
        {
            return new X509Certificate2(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentTransformationMetadataException($"The certificate {file} cannot be read: {e.Message} Give a PEM or DER file.", e);
        }
    }
}
