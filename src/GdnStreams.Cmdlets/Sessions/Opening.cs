using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Opens sessions so that what is wrong with an address, a credential or a fabric is told at once, not first where the session is used.</summary>
internal static class Opening
{
    /// <exception cref="GdnException">The server cannot be reached, or does not take the credential; or an option is out of its bounds (BadRequest).</exception>
    public static async Task<GdnSession> OpenAsync(GdnSessionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ProvenAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw new GdnException(GdnErrorCode.BadRequest, e.Message, e);
        }
    }

    /// <summary>Warns of what is allowed and dangerous; on the pipeline thread.</summary>
    public static void Warn(Cmdlet cmdlet, GdnSessionOptions options)
    {
        if (options is { AllowUnencrypted: true, IsUnencrypted: true })
        {
            cmdlet.WriteWarning($"The {NameOf(options.Credential)} goes to {Shown(options.Url)} unencrypted: everybody on the way can read it.");
        }

        if (options.SkipCertificateCheck)
        {
            cmdlet.WriteWarning($"The certificate of {Shown(options.Url)} is not checked: everybody on the way can pose as the server.");
        }
    }

    /// <summary>An address without the secrets that some people write into it; null where it is none.</summary>
    public static Uri? Shown(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        ? new Uri(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped))
        : null;

    /// <summary>What a credential is, in words.</summary>
    public static string NameOf(GdnCredential credential) => credential.Kind switch
    {
        GdnCredentialKind.Token => "token",
        GdnCredentialKind.ApiKey => "API key",
        GdnCredentialKind.Anonymous => "no credential",
        _ => "password",
    };

    /// <summary>What a session works in, in words.</summary>
    public static string PlaceOf(GdnSessionOptions options) => options.Namespace is { } name ? $"namespace {name}" : $"fabric {options.Fabric}";

    private static async Task<GdnSession> ProvenAsync(GdnSessionOptions options, CancellationToken cancellationToken)
    {
        var session = await GdnSession.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            // A key or a token is believed until it is used: this use tells a wrong one, a wrong address and a wrong fabric.
            await session.Fabrics.GetAsync(session.Fabric, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Forbidden)
        {
            // The server knows the credential, which may be for streams alone.
            return session;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.FabricNotFound)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new GdnException(e.Code, $"The tenant {session.Tenant} has no {(options.Namespace is null ? "fabric" : "namespace")} '{session.Fabric}'.", e) { Status = e.Status, RequestId = e.RequestId };
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
