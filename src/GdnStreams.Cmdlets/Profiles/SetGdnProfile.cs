using System.Management.Automation;
using GdnStreams.Client;
using GdnStreams.Protocol;

namespace GdnStreams.Cmdlets;

/// <summary>
/// Makes a profile or changes it; what is not given stays as it is. A profile never holds a secret: it says in which environment variable or
/// under which name in SecretManagement it is, and without these it is asked for.
/// </summary>
[Cmdlet(VerbsCommon.Set, "GdnProfile", SupportsShouldProcess = true)]
[OutputType(typeof(GdnProfile))]
public sealed class SetGdnProfile : GdnCmdlet
{
    /// <summary>Name of the profile; takes what Get-GdnProfile writes.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Address of the server. A new profile needs it.</summary>
    [Parameter(Position = 1)]
    [Alias("Uri")]
    [ValidateNotNull]
    [Address]
    public Uri? Url { get; set; }

    /// <summary>Address of the administration of an Apache Pulsar, in place of -Url.</summary>
    [Parameter]
    [ValidateNotNull]
    [Address]
    public Uri? Pulsar { get; set; }

    /// <summary>Address of the Pulsar's WebSocket service, ws:// or wss://, where it is another than that of its administration.</summary>
    [Parameter]
    [ValidateNotNull]
    [Address]
    public Uri? WebSocketUrl { get; set; }

    /// <summary>The Pulsar's tenant. Default: <c>public</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>The Pulsar's namespace, whose topics are the streams. Default of a new profile: <c>default</c>, or the two namespaces of -Fabric.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>The fabric to work in. Default of a new profile of a server: <c>_system</c>. Of a Pulsar, the namespaces that a GDN fabric has there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Fabric { get; set; }

    /// <summary>ApiKey (default of a new profile), Token, Password or, of a Pulsar, Anonymous.</summary>
    [Parameter]
    [ValidateSet(nameof(GdnCredentialKind.ApiKey), nameof(GdnCredentialKind.Token), nameof(GdnCredentialKind.Password), nameof(GdnCredentialKind.Anonymous))]
    public string? SecretKind { get; set; }

    /// <summary>E-mail address that goes with a password.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Email { get; set; }

    /// <summary>The environment variable that holds the secret.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EnvironmentVariable { get; set; }

    /// <summary>Name of the secret in SecretManagement, or of a PSCredential with e-mail address and password.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>The vault of SecretManagement. Default: the default one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VaultName { get; set; }

    /// <summary>The secret is asked for, and no longer looked up.</summary>
    [Parameter]
    public SwitchParameter Prompt { get; set; }

    /// <summary>Send-GdnMessage and Receive-GdnMessage create missing streams without -Create.</summary>
    [Parameter]
    public SwitchParameter CreateStream { get; set; }

    /// <summary>The first cmdlet that needs a session connects by this profile, and by no other.</summary>
    [Parameter]
    public SwitchParameter ConnectOnFirstUse { get; set; }

    /// <summary>Writes the profile.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (new[] { EnvironmentVariable is not null, SecretName is not null, Prompt.IsPresent }.Count(given => given) > 1)
        {
            throw Fail(GdnErrorCode.BadRequest, "A secret is in one place. Give one of -EnvironmentVariable, -SecretName and -Prompt.", Name);
        }

        Try(Name, () =>
        {
            var profiles = ProfileFile.Read();
            var profile = profiles.FirstOrDefault(profile => string.Equals(profile.Name, Name, StringComparison.OrdinalIgnoreCase))
                ?? new GdnProfile(Name, Url ?? Pulsar ?? throw new GdnException(GdnErrorCode.BadRequest, $"There is no profile '{Name}' yet: a new one needs -Url or -Pulsar."));
            if (ShouldProcess(Name, "Set profile"))
            {
                Change(profile);
                if (profile.ConnectsOnFirstUse)
                {
                    profiles.Where(other => other != profile).ToList().ForEach(other => other.ConnectsOnFirstUse = false);
                }

                ProfileFile.Write([.. profiles.Where(other => other != profile), profile]);
                if (PassThru)
                {
                    WriteObject(profile);
                }
            }
        });
    }

    private void Change(GdnProfile profile)
    {
        var url = Url ?? Pulsar ?? profile.Url;
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "An address starts with http:// or https:// and holds no password, query or fragment, such as https://api-gdn.example.com.");
        }

        (profile.Url, profile.Email) = (url, Email ?? profile.Email);
        ChangePlace(profile);
        ChangeSecret(profile);
        profile.CreatesStreams = MyInvocation.BoundParameters.ContainsKey(nameof(CreateStream)) ? CreateStream : profile.CreatesStreams;
        profile.ConnectsOnFirstUse = MyInvocation.BoundParameters.ContainsKey(nameof(ConnectOnFirstUse)) ? ConnectOnFirstUse : profile.ConnectsOnFirstUse;
    }

    /// <summary>A server's fabric, or a Pulsar's tenant with a namespace or a fabric.</summary>
    private void ChangePlace(GdnProfile profile)
    {
        if (Url is not null && Pulsar is not null)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "A profile is of a server (-Url) or of a Pulsar (-Pulsar). Give one of them.");
        }

        if (WebSocketUrl is { } sockets && (!sockets.IsAbsoluteUri || sockets.Scheme is not ("ws" or "wss") || sockets.UserInfo.Length + sockets.Query.Length + sockets.Fragment.Length > 0))
        {
            throw new GdnException(GdnErrorCode.BadRequest, "-WebSocketUrl starts with ws:// or wss:// and holds no password, query or fragment.");
        }

        PulsarConnection.Ensure(Namespace, Fabric);
        if (Url is not null && profile.IsPulsar)
        {
            (profile.IsPulsar, profile.WebSocketUrl, profile.Tenant, profile.Namespace, profile.Fabric, profile.SecretKind) = (false, null, null, null, GdnProfile.DefaultFabric, GdnCredentialKind.ApiKey);
        }
        else if (Pulsar is not null && !profile.IsPulsar)
        {
            (profile.IsPulsar, profile.Namespace, profile.Fabric, profile.SecretKind) = (true, PulsarConnection.DefaultNamespace, null, GdnCredentialKind.Anonymous);
        }

        if (!profile.IsPulsar && (WebSocketUrl ?? (object?)Tenant ?? Namespace) is not null)
        {
            throw new GdnException(GdnErrorCode.BadRequest, "-WebSocketUrl, -Tenant and -Namespace are a Pulsar's. Give -Pulsar, too.");
        }

        (profile.WebSocketUrl, profile.Tenant) = (WebSocketUrl ?? profile.WebSocketUrl, Tenant ?? profile.Tenant);
        if (Fabric is not null || Namespace is not null)
        {
            (profile.Fabric, profile.Namespace) = (Fabric, Namespace);
        }
    }

    private void ChangeSecret(GdnProfile profile)
    {
        var hasPlace = EnvironmentVariable is not null || SecretName is not null || Prompt;
        if (hasPlace)
        {
            (profile.EnvironmentVariable, profile.SecretName, profile.VaultName) = (EnvironmentVariable, SecretName, null);
        }

        profile.VaultName = VaultName ?? profile.VaultName;
        profile.SecretKind = Enum.TryParse<GdnCredentialKind>(SecretKind, ignoreCase: true, out var kind) ? kind
            : hasPlace && profile.SecretKind == GdnCredentialKind.Anonymous ? GdnCredentialKind.Token
            : profile.SecretKind;
        if (profile.SecretKind == (profile.IsPulsar ? GdnCredentialKind.ApiKey : GdnCredentialKind.Anonymous))
        {
            throw new GdnException(GdnErrorCode.BadRequest, profile.IsPulsar ? "A Pulsar knows no API keys. Give -SecretKind Token, Password or Anonymous." : "A server asks for a secret. Give -SecretKind ApiKey, Token or Password.");
        }

        if (profile.SecretKind == GdnCredentialKind.Anonymous)
        {
            (profile.EnvironmentVariable, profile.SecretName, profile.VaultName) = (null, null, null);
        }
    }
}
