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
    [ValidateNotNull]
    public Uri Url { get; set; } = null!;

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

    /// <summary>The server that Start-GdnServer started in this runspace, as its development user.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithLocal)]
    public SwitchParameter Local { get; set; }

    /// <summary>The fabric to work in. Default <c>_system</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Fabric { get; set; } = "_system";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var options = Options();
        try
        {
            var session = Await(OpenAsync(options));
            RunspaceHoldings.Current.Add(session);
            WriteObject(session);
        }
        catch (GdnException e)
        {
            throw Fail(e, options.Url);
        }
        catch (ArgumentException e)
        {
            throw Fail(new GdnException(GdnErrorCode.BadRequest, e.Message, e), options.Url);
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
        if (ParameterSetName != WithLocal)
        {
            return new GdnSessionOptions { Url = Url, Credential = Given(), Fabric = Fabric };
        }

        var server = RunspaceHoldings.Current.Server
            ?? throw Fail(GdnErrorCode.ConnectionFailed, "No local server runs in this runspace. Start one with Start-GdnServer first.");
        return new GdnSessionOptions
        {
            Url = server.Details.Url,
            Credential = GdnCredential.Password(DevelopmentUser.Email, DevelopmentUser.Password),
            Fabric = Fabric,
        };
    }

    private GdnCredential Given() => ParameterSetName switch
    {
        WithToken => GdnCredential.Token(NotEmpty(Token, "token")),
        WithApiKey => GdnCredential.ApiKey(NotEmpty(ApiKey, "API key")),
        _ => GdnCredential.Password(Credential.UserName, NotEmpty(Credential.Password, "password")),
    };

    private SecureString NotEmpty(SecureString secret, string name) =>
        secret.Length > 0 ? secret : throw Fail(GdnErrorCode.BadRequest, $"The {name} is empty.", Url);
}
