using System.Management.Automation;
using System.Security;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Signs in to a GDN streams server and makes the session the runspace's current one. A credential that the server does not take and a
/// fabric that does not exist are errors here, not first where the session is used.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "Gdn", DefaultParameterSetName = WithCredential)]
[OutputType(typeof(GdnSession))]
public sealed class ConnectGdn : GdnCmdlet
{
    private const string WithCredential = "Credential";
    private const string WithToken = "Token";
    private const string WithApiKey = "ApiKey";
    private const string WithLocal = "Local";

    /// <summary>Address of the server, such as https://api-gdn.example.com.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithCredential)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithToken)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithLocal)]
    [ValidateNotNull]
    [Address]
    public Uri? Url { get; set; }

    /// <summary>E-mail address and password.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = WithCredential)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>A token (JWT) that the service issued. Plain text is taken, too.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithToken)]
    [Secret]
    public SecureString Token { get; set; } = null!;

    /// <summary>An API key. Plain text is taken, too.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithApiKey)]
    [Secret]
    public SecureString ApiKey { get; set; } = null!;

    /// <summary>
    /// A server on this machine that is yours: the one that Start-GdnServer started last in this runspace, or the one at -Url. Its
    /// credentials file says with which API key, and without one it is the development user of a server in memory or for development.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = WithLocal)]
    public SwitchParameter Local { get; set; }

    /// <summary>The data directory of the local server, where it is not the default of Start-GdnServer.</summary>
    [Parameter(ParameterSetName = WithLocal)]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    /// <summary>Lets the password, key or token go over http to another machine, where everybody on the way can read it. A warning tells it.</summary>
    [Parameter]
    public SwitchParameter AllowUnencrypted { get; set; }

    /// <summary>The fabric to work in. Default <c>_system</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Fabric { get; set; } = "_system";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var options = Options();
        if (AllowUnencrypted && options.IsUnencrypted)
        {
            WriteWarning($"The {NameOf(options.Credential)} goes to {Shown(options.Url)} unencrypted: everybody on the way can read it.");
        }

        try
        {
            var session = Await(OpenAsync(options));
            RunspaceHoldings.Current.Add(session);
            WriteObject(session);
        }
        catch (GdnException e)
        {
            throw Fail(e, Shown(options.Url));
        }
        catch (ArgumentException e)
        {
            throw Fail(new GdnException(GdnErrorCode.BadRequest, e.Message, e), Shown(options.Url));
        }
    }

    private async Task<GdnSession> OpenAsync(GdnSessionOptions options)
    {
        var session = await GdnSession.ConnectAsync(options, Cancelled).ConfigureAwait(false);
        try
        {
            // A key or a token is believed until it is used: this use tells a wrong one, a wrong address and a wrong fabric.
            await session.Fabrics.GetAsync(options.Fabric, Cancelled).ConfigureAwait(false);
            return session;
        }
        catch (GdnException e) when (e.Code == GdnErrorCode.Forbidden)
        {
            // The server knows the credential, which may be for streams alone.
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private GdnSessionOptions Options()
    {
        var (url, credential) = ParameterSetName == WithLocal ? Own() : (Url!, Given());
        return new GdnSessionOptions { Url = url, Credential = credential, Fabric = Fabric, AllowUnencrypted = AllowUnencrypted };
    }

    /// <summary>Address and credential of a server that is this user's.</summary>
    private (Uri Url, GdnCredential Credential) Own()
    {
        var directory = DataDirectory is { } given ? GetUnresolvedProviderPathFromPSPath(given) : null;
        var server = RunspaceHoldings.Current.Servers().Select(server => server.Details).LastOrDefault(server =>
            (Url is null || server.Url == Url) && (directory is null || (server.DataDirectory is { } its && Trimmed(its) == Trimmed(directory))));
        if (server is { CredentialsFile: null, MayHaveDevelopmentUser: true })
        {
            return (server.Url, GdnCredential.Password(DevelopmentUser.Email, DevelopmentUser.Password));
        }

        var url = server?.Url ?? Url ?? throw Fail(
            GdnErrorCode.ConnectionFailed,
            $"No local server{(directory is null ? "" : $" of {directory}")} runs in this runspace. Start one with Start-GdnServer first, or give the -Url of one that runs.");
        var file = server?.CredentialsFile ?? CredentialsFile.In(server?.DataDirectory ?? directory ?? DefaultData.Directory);
        try
        {
            return (url, CredentialsFile.Read(file));
        }
        catch (GdnException e)
        {
            throw Fail(e, file, "Give the server's own -DataDirectory, or sign in with Connect-Gdn -Url and -Credential or -ApiKey.", "CredentialsFile");
        }
    }

    private static string Trimmed(string directory) => directory.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);

    private GdnCredential Given() => ParameterSetName switch
    {
        WithToken => GdnCredential.Token(NotEmpty(Token, "token")),
        WithApiKey => GdnCredential.ApiKey(NotEmpty(ApiKey, "API key")),
        _ => GdnCredential.Password(Credential.UserName, NotEmpty(Credential.Password, "password")),
    };

    private SecureString NotEmpty(SecureString secret, string name) =>
        secret.Length > 0 ? secret : throw Fail(GdnErrorCode.BadRequest, $"The {name} is empty.", Shown(Url!));

    private static string NameOf(GdnCredential credential) => credential.Kind switch
    {
        GdnCredentialKind.Token => "token",
        GdnCredentialKind.ApiKey => "API key",
        _ => "password",
    };

    /// <summary>An address without the secrets that some people write into it; null where it is none.</summary>
    private static Uri? Shown(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        ? new Uri(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped))
        : null;
}
