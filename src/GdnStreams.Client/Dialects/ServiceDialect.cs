using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>Everything that differs between GDN and a plain Pulsar. A session chooses it once; no other code branches on the service.</summary>
internal abstract class ServiceDialect
{
    private static readonly ServiceDialect Gdn = new GdnServiceDialect();
    private static readonly ServiceDialect Pulsar = new PulsarServiceDialect();

    /// <summary>Path and query of a socket.</summary>
    public abstract string PathOf(StreamSocketAddress address);

    /// <exception cref="ArgumentException">There is no such dialect.</exception>
    public static ServiceDialect Of(GdnDialect dialect) => dialect switch
    {
        GdnDialect.Gdn => Gdn,
        GdnDialect.Pulsar => Pulsar,
        _ => throw new ArgumentException($"There is no dialect {dialect}. Give {GdnDialect.Gdn} or {GdnDialect.Pulsar}."),
    };

    /// <exception cref="ArgumentException">The service does not take this kind of credential, or an option is another service's.</exception>
    public abstract void Check(GdnSessionOptions options);

    /// <summary>The Authorization header of a credential that proves itself, empty where there is none; null where its owner signs in for a token.</summary>
    public virtual string? HeaderOf(GdnCredential credential) => credential.Kind switch
    {
        GdnCredentialKind.Token => "Bearer " + credential.Secret,
        GdnCredentialKind.ApiKey => "apikey " + credential.Secret,
        GdnCredentialKind.Anonymous => "",
        _ => null,
    };

    /// <summary>How long a consumer's goodbye stays behind the proof that its acknowledgements were read, so that the service does not lose them; zero needs no proof.</summary>
    public virtual TimeSpan GoodbyePause => TimeSpan.Zero;

    /// <summary>How the session's streams are called as topics.</summary>
    public abstract StreamNaming NamingOf(GdnSessionOptions options);

    /// <summary>What the service is told of a dead letter topic that is given by its full name or its name alone; null leaves it to the service.</summary>
    /// <param name="given">What the user gave.</param>
    /// <param name="stream">The subscription's stream, whose scope a name without one has.</param>
    /// <param name="topicOf">The topic of a stream of the session.</param>
    public abstract string? DeadLetterTopic(string? given, StreamName stream, Func<StreamName, TopicName> topicOf);

    /// <summary>Shows that address and credential are good, and finds tenant and user.</summary>
    public abstract Task<(string Tenant, string? User)> SignInAsync(GdnSessionOptions options, SignIn signIn, RestClient rest, CancellationToken ct);

    /// <summary>Name and version of the server.</summary>
    public abstract Task<ServerVersion> GetVersionAsync(RestClient rest, CancellationToken ct);

    /// <summary>What the service means by a status above 299 and its body; the text is empty where it says nothing.</summary>
    public abstract (GdnErrorCode Code, string Text) ReadError(int status, byte[] content);

    /// <summary>Where an answer sends the request, with its credential; null where it is not followed.</summary>
    public abstract Uri? RedirectOf(HttpResponseMessage response, Uri address);

    /// <summary>The calls about users and API keys.</summary>
    /// <param name="rest">The session's calls.</param>
    /// <param name="subject">What they are about, for the message.</param>
    /// <exception cref="GdnException"><see cref="GdnErrorCode.NotSupported"/>: the service has none of it.</exception>
    public abstract RestClient Accounts(RestClient rest, string subject);

    /// <summary>The administration of all that both services have.</summary>
    public abstract Administrations Administer(SessionPlace place);
}
