using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Signs in to a GDN streams server, or connects to an Apache Pulsar, and makes the session the runspace's current one. A credential that the
/// server does not take and a fabric or namespace that does not exist are errors here, not first where the session is used.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "Gdn", DefaultParameterSetName = WithCredential)]
[OutputType(typeof(GdnSession))]
public sealed class ConnectGdn : GdnCmdlet
{
    private const string WithCredential = "Credential";
    private const string WithToken = "Token";
    private const string WithApiKey = "ApiKey";
    private const string WithLocal = "Local";
    private const string WithProfile = "Profile";
    private const string WithConnection = "Connection";
    private const string WithPulsar = "Pulsar";

    /// <summary>Address of the server, such as https://api-gdn.example.com.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithCredential)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithToken)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = WithApiKey)]
    [Parameter(ParameterSetName = WithLocal)]
    [Alias("Uri")]
    [ValidateNotNull]
    [Address]
    public Uri? Url { get; set; }

    /// <summary>E-mail address and password; for a Pulsar with basic authentication, user and password.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = WithCredential)]
    [Parameter(ParameterSetName = WithPulsar)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>A token (JWT) that the service issued. Plain text is taken, too.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithToken)]
    [Parameter(ParameterSetName = WithPulsar)]
    [Secret]
    public SecureString Token { get; set; } = null!;

    /// <summary>An API key. Plain text is taken, too.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithApiKey)]
    [Secret]
    public SecureString ApiKey { get; set; } = null!;

    /// <summary>
    /// A server on this machine that is yours: the one that Start-GdnServer started last in this runspace or else elsewhere, or the one at -Url.
    /// Its credentials file says with which API key, and without one it is the development user of a server in memory or for development. Its
    /// development certificate is trusted.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = WithLocal)]
    public SwitchParameter Local { get; set; }

    /// <summary>The data directory of the local server, where it is not the default of Start-GdnServer.</summary>
    [Parameter(ParameterSetName = WithLocal)]
    [ValidateNotNullOrEmpty]
    public string? DataDirectory { get; set; }

    /// <summary>A profile that Set-GdnProfile made.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithProfile)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Profile { get; set; } = "";

    /// <summary>A hashtable with Url and ApiKey, Token, or Email and Password, and perhaps Fabric; or with Pulsar in place of Url, and what goes with it: what Get-AutomationConnection gives of the type GdnStreams.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithConnection)]
    [ValidateNotNull]
    public IDictionary Connection { get; set; } = null!;

    /// <summary>Address of the administration of an Apache Pulsar, such as http://broker:8080: the session works on its topics.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithPulsar)]
    [ValidateNotNull]
    [Address]
    public Uri? Pulsar { get; set; }

    /// <summary>Address of the Pulsar's WebSocket service, ws:// or wss://, where it is another than that of its administration.</summary>
    [Parameter(ParameterSetName = WithPulsar)]
    [ValidateNotNull]
    [Address]
    public Uri? WebSocketUrl { get; set; }

    /// <summary>The Pulsar's tenant. Default: <c>public</c>.</summary>
    [Parameter(ParameterSetName = WithPulsar)]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>The Pulsar's namespace, whose topics are the streams. Default: <c>default</c>, or the two namespaces of -Fabric.</summary>
    [Parameter(ParameterSetName = WithPulsar)]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>Lets the password, key or token go over http to another machine, where everybody on the way can read it. A warning tells it.</summary>
    [Parameter]
    public SwitchParameter AllowUnencrypted { get; set; }

    /// <summary>Takes any certificate, so that everybody on the way can pose as the server: for trials only. A warning tells it. Not in Windows PowerShell.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The only certificates that are trusted, each an authority's or the server's own, or the paths of their files. Default: the machine's authorities. Not in Windows PowerShell.</summary>
    [Parameter]
    [ValidateNotNull]
    [Certificate]
    public X509Certificate2[] TrustedCertificate { get; set; } = [];

    /// <summary>Address of the proxy. Default: the system's own.</summary>
    [Parameter]
    [ValidateNotNull]
    [Address]
    public Uri? Proxy { get; set; }

    /// <summary>User and password of the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential ProxyCredential { get; set; } = PSCredential.Empty;

    /// <summary>Longest wait for an answer, and for a socket to open: seconds, a TimeSpan, or text such as <c>1m</c>. Default: 30 and 35 seconds.</summary>
    [Parameter]
    [Duration(MinSeconds = 0.001, MaxSeconds = 2_000_000)]
    public TimeSpan? TimeoutSec { get; set; }

    /// <summary>The fabric to work in. Default: the profile's or connection's, else <c>_system</c>. Of a Pulsar, the namespaces that a GDN fabric has there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Fabric { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        GdnSessionOptions options;
        GdnProfile? profile = null;
        try
        {
            if (ParameterSetName == WithProfile)
            {
                profile = ProfileConnection.Named(Profile);
                if (profile is null)
                {
                    ThrowTerminatingError(ErrorRecords.OfMissingProfile(Profile));
                }
            }

            options = Traced(With(profile is null ? Basic() : ProfileConnection.Options(this, profile)));
        }
        catch (GdnException e)
        {
            var isFile = ParameterSetName == WithLocal && e.Code != GdnErrorCode.ConnectionFailed;
            throw Fail(e, Profile.Length > 0 ? Profile : DataDirectory, isFile ? LocalServer.Todo : null, isFile ? "CredentialsFile" : null);
        }

        Opening.Warn(this, options);
        WriteVerbose($"Connecting to {Opening.Shown(options.Url)} by {Opening.NameOf(options.Credential)}, {Opening.PlaceOf(options)}.");
        try
        {
            var session = Await(Opening.OpenAsync(options, Cancelled));
            SessionSettings.Of(session).CreatesStreams = profile is { CreatesStreams: true };
            RunspaceHoldings.Current.Add(session);
            WriteVerbose($"Connected to {session} as {session.User ?? "the owner of the credential"}.");
            WriteObject(session);
        }
        catch (GdnException e)
        {
            throw Fail(e, Opening.Shown(options.Url));
        }
    }

    /// <summary>Address, credential and what belongs to them.</summary>
    private GdnSessionOptions Basic()
    {
        switch (ParameterSetName)
        {
            case WithLocal:
                var server = LocalServer.Find(Url, DataDirectory is { } given ? GetUnresolvedProviderPathFromPSPath(given) : null);
                return new GdnSessionOptions { Url = server.Url, Credential = server.Credential, TrustedCertificates = server.Certificates };
            case WithConnection:
                return ConnectionTable.Read(Connection);
            case WithPulsar:
                return PulsarOptions();
            default:
                return new GdnSessionOptions { Url = Url!, Credential = Given() };
        }
    }

    /// <summary>What the other parameters say.</summary>
    private GdnSessionOptions With(GdnSessionOptions basic) => basic with
    {
        Fabric = Fabric ?? basic.Fabric,
        Namespace = Fabric is null ? basic.Namespace : null,
        AllowUnencrypted = AllowUnencrypted,
        SkipCertificateCheck = SkipCertificateCheck,
        TrustedCertificates = SkipCertificateCheck ? [] : TrustedCertificate.Length > 0 ? TrustedCertificate : basic.TrustedCertificates.Count > 0 && basic.Url.Scheme == Uri.UriSchemeHttps ? basic.TrustedCertificates : [],
        Proxy = Proxy is null ? null : new WebProxy(Proxy) { Credentials = ProxyCredential == PSCredential.Empty ? null : ProxyCredential.GetNetworkCredential() },
        RequestTimeout = TimeoutSec ?? basic.RequestTimeout,
        ConnectTimeout = TimeoutSec ?? basic.ConnectTimeout,
    };

    private GdnSessionOptions PulsarOptions()
    {
        if (Token is not null && Credential != PSCredential.Empty)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "A Pulsar takes -Token or -Credential. Give one of them, or none.");
        }

        var credential = Token is not null ? GdnCredential.Token(SecretAttribute.NotEmpty(Token, "token"))
            : Credential != PSCredential.Empty ? GdnCredential.Password(Credential.UserName, SecretAttribute.NotEmpty(Credential.Password, "password"))
            : GdnCredential.Anonymous;
        return PulsarConnection.Options(Pulsar!, WebSocketUrl, credential, Tenant, Namespace, Fabric);
    }

    private GdnCredential Given() => ParameterSetName switch
    {
        WithToken => GdnCredential.Token(SecretAttribute.NotEmpty(Token, "token")),
        WithApiKey => GdnCredential.ApiKey(SecretAttribute.NotEmpty(ApiKey, "API key")),
        _ => GdnCredential.Password(Credential.UserName, SecretAttribute.NotEmpty(Credential.Password, "password")),
    };
}
