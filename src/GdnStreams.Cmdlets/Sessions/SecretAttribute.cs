using System.Management.Automation;
using System.Net;
using System.Security;
using GdnStreams.Protocol;

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

    /// <summary>The secret, where there is one.</summary>
    /// <param name="secret">What was given.</param>
    /// <param name="name">What it is, for the message.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.BadRequest"/>: it is empty.</exception>
    public static SecureString NotEmpty(SecureString secret, string name) =>
        secret.Length > 0 ? secret : throw new GdnException(GdnErrorCode.BadRequest, $"The {name} is empty.");

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject { BaseObject: string wrapped } ? Protect(wrapped) : inputData is string text ? Protect(text) : inputData;
}
