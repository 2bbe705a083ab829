using GdnStreams.Client;

namespace GdnStreams.Cmdlets;

/// <summary>A named endpoint: where to connect and as whom, with a reference to the secret and never the secret itself.</summary>
public sealed class GdnProfile : DisplayObject
{
    internal const string DefaultFabric = "_system";

    internal GdnProfile(string name, Uri url) => (Name, Url) = (name, url);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Address of the server, or of the administration of an Apache Pulsar.</summary>
    public Uri Url { get; internal set; }

    /// <summary>Whether it is an Apache Pulsar.</summary>
    public bool IsPulsar { get; internal set; }

    /// <summary>Address of a Pulsar's WebSocket service; null where it is that of its administration.</summary>
    public Uri? WebSocketUrl { get; internal set; }

    /// <summary>A Pulsar's tenant; null is <c>public</c>, and of a server the credential's.</summary>
    public string? Tenant { get; internal set; }

    /// <summary>A Pulsar's namespace, whose topics are the streams; null where it is a fabric's.</summary>
    public string? Namespace { get; internal set; }

    /// <summary>The fabric to work in; null where it is one namespace of a Pulsar.</summary>
    public string? Fabric { get; internal set; } = DefaultFabric;

    /// <summary>ApiKey, Token or Password; Anonymous of a Pulsar that asks for nothing.</summary>
    public GdnCredentialKind SecretKind { get; internal set; } = GdnCredentialKind.ApiKey;

    /// <summary>E-mail address of a password; null where it is asked for with the password.</summary>
    public string? Email { get; internal set; }

    /// <summary>The environment variable that holds the secret; null where none does.</summary>
    public string? EnvironmentVariable { get; internal set; }

    /// <summary>Name of the secret in SecretManagement; null where it is not there.</summary>
    public string? SecretName { get; internal set; }

    /// <summary>The vault of SecretManagement; null is the default one.</summary>
    public string? VaultName { get; internal set; }

    /// <summary>Whether the secret is asked for.</summary>
    public bool IsPrompted => SecretKind != GdnCredentialKind.Anonymous && EnvironmentVariable is null && SecretName is null;

    /// <summary>Whether Send-GdnMessage and Receive-GdnMessage create streams without -Create.</summary>
    public bool CreatesStreams { get; internal set; }

    /// <summary>Whether the first cmdlet that needs a session connects by it.</summary>
    public bool ConnectsOnFirstUse { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
