using System.Management.Automation;
using System.Net;
using System.Security;

namespace GdnStreams.Cmdlets;

/// <summary>Lets a secret be given as plain text, such as from an environment variable, where a SecureString is kept.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : ArgumentTransformationAttribute
{
    /// <summary>The secret of a text.</summary>
    public static SecureString Protect(string text)
    {
        var secret = new NetworkCredential("", text).SecurePassword;
        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>The text of a secret, for where the wire wants it.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject { BaseObject: string wrapped } ? Protect(wrapped) : inputData is string text ? Protect(text) : inputData;
}
