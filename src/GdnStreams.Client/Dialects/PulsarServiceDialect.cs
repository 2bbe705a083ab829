using System.Text;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>A plain Pulsar: a token, a password or nothing, namespaces instead of fabrics, reasons instead of error numbers.</summary>
internal sealed class PulsarServiceDialect : ServiceDialect
{
    private const string DefaultTenant = "public";

    public override TimeSpan GoodbyePause => TimeSpan.FromMilliseconds(ProtocolLimits.PulsarSettlingMilliseconds);

    public override string PathOf(StreamSocketAddress address) => address.ForPulsar().ToPathAndQuery(StreamSocketAddress.PulsarPrefix);

    public override void Check(GdnSessionOptions options) => Option.Require(
        options.Credential?.Kind is GdnCredentialKind.Token or GdnCredentialKind.Password or GdnCredentialKind.Anonymous,
        $"A Pulsar takes a token, a user with a password, or nothing, not a credential of the kind {options.Credential?.Kind}. Give GdnCredential.Token or GdnCredential.Password, or leave the credential out.");

    /// <remarks>Nobody signs in to a Pulsar with a password: it goes with every request (basic authentication).</remarks>
    public override string? HeaderOf(GdnCredential credential) => credential.Kind == GdnCredentialKind.Password
        ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Email}:{credential.Secret}"))
        : base.HeaderOf(credential);

    public override StreamNaming NamingOf(GdnSessionOptions options) => options.Namespace is null ? new FabricNaming() : new NamespaceNaming();

    /// <remarks>Pulsar puts a name alone into <c>public/default</c>, wherever its subscription is, and tells nobody.</remarks>
    public override string? DeadLetterTopic(string? given, StreamName stream, Func<StreamName, TopicName> topicOf)
    {
        if (given is null || given.Contains("://"))
        {
            return given;
        }

        var name = StreamName.Parse(given);
        return topicOf(name.Scope == StreamScope.Collection ? StreamName.Create(given, stream.Scope) : name).ToString();
    }

    /// <remarks>Nobody signs in to a Pulsar, so that a wrong address or token would show only at the first use.</remarks>
    public override async Task<(string Tenant, string? User)> SignInAsync(GdnSessionOptions options, SignIn signIn, RestClient rest, CancellationToken ct)
    {
        await GetVersionAsync(rest, ct).ConfigureAwait(false);
        return (options.Tenant ?? DefaultTenant, null);
    }

    public override async Task<ServerVersion> GetVersionAsync(RestClient rest, CancellationToken ct)
    {
        var answer = await rest.CallAsync(HttpMethod.Get, PulsarPaths.Version, null, ct).ConfigureAwait(false);
        return new ServerVersion { Server = nameof(GdnDialect.Pulsar), Version = Encoding.UTF8.GetString(answer.Content).Trim(), Engine = EngineNames.Pulsar };
    }

    public override (GdnErrorCode Code, string Text) ReadError(int status, byte[] content) => PulsarErrors.Read(status, content);

    /// <summary>The broker that owns the topic. All brokers of a cluster take the same token, so it goes along; but never from https to http.</summary>
    public override Uri? RedirectOf(HttpResponseMessage response, Uri address)
    {
        if ((int)response.StatusCode is not (307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(address, location);
        return target.Scheme == Uri.UriSchemeHttps || target.Scheme == address.Scheme ? target : null;
    }

    public override RestClient Accounts(RestClient rest, string subject) => throw new GdnException(
        GdnErrorCode.NotSupported,
        $"A plain Pulsar has no {subject}: it knows roles, which its tokens name and its administrators grant. Use Pulsar's own tools, or a GDN streams server.");

    public override Administrations Administer(SessionPlace place)
    {
        var pulsar = new PulsarPlace(place.Rest, place.Tenant, place.Fabric, place.Naming);
        var regions = new PulsarRegionAdministration(pulsar, place.Url);
        return new(
            new PulsarStreamAdministration(pulsar, place.Time, place.Connect),
            new PulsarSubscriptionAdministration(pulsar),
            new PulsarPolicyAdministration(pulsar, place.Time),
            new PulsarFabricAdministration(pulsar, regions, place.Time),
            regions,
            new PulsarTenantAdministration(pulsar));
    }
}
