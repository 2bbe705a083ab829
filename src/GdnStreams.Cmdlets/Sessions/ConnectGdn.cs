using System.Management.Automation;
using System.Security;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>Signs in to a GDN streams server and makes the session the runspace's current one.</summary>
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
            var session = Await(GdnSession.ConnectAsync(options, Cancelled));
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
        WithToken => GdnCredential.Token(SecretAttribute.Reveal(Token)),
        WithApiKey => GdnCredential.ApiKey(SecretAttribute.Reveal(ApiKey)),
        _ => GdnCredential.Password(Credential.UserName, Credential.GetNetworkCredential().Password),
    };
}
