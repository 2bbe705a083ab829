using System.Text.Json;
using GdnStreams.Protocol;

namespace GdnStreams.Client;

/// <summary>GDN: sign-in, fabrics, an envelope around every answer.</summary>
internal sealed class GdnServiceDialect : ServiceDialect
{
    public override string PathOf(StreamSocketAddress address) => address.ToPathAndQuery(StreamSocketAddress.GdnPrefix);

    public override void Check(GdnSessionOptions options)
    {
        Option.Require(
            options.Credential is { Kind: not GdnCredentialKind.Anonymous },
            "A GDN service needs a credential. Give GdnCredential.Password, GdnCredential.Token or GdnCredential.ApiKey.");
        Option.Require(options.Namespace is null, "Namespace is Pulsar's. A GDN service has fabrics: give Fabric.");
    }

    public override StreamNaming NamingOf(GdnSessionOptions options) => new FabricNaming();

    /// <summary>The service completes a name itself.</summary>
    public override string? DeadLetterTopic(string? given, StreamName stream, Func<StreamName, TopicName> topicOf) => given;

    public override async Task<(string Tenant, string? User)> SignInAsync(GdnSessionOptions options, SignIn signIn, RestClient rest, CancellationToken ct)
    {
        var (tenant, user) = (options.Tenant, (string?)null);
        await signIn.AuthorizationAsync(ct).ConfigureAwait(false);
        if (signIn.Reply is { } reply)
        {
            tenant ??= reply.Tenant.Length > 0 ? reply.Tenant : TokenClaims.Read(reply.Jwt).Tenant;
            user = reply.Username;
        }

        return tenant is null ? await TenantDiscovery.FindAsync(options.Credential, rest, ct).ConfigureAwait(false) : (tenant, user);
    }

    public override async Task<ServerVersion> GetVersionAsync(RestClient rest, CancellationToken ct) =>
        ServerVersion.From(await rest.AskAsync(ServiceCalls.GetVersion, ServiceCalls.GetVersion.Path(null), ct).ConfigureAwait(false));

    public override (GdnErrorCode Code, string Text) ReadError(int status, byte[] content)
    {
        var (number, text) = (0, "");
        try
        {
            if (JsonSerializer.Deserialize(content, RestJson.Default.ErrorBody) is { } body)
            {
                (number, text) = (body.ErrorNum, body.ErrorMessage);
            }
        }
        catch (JsonException)
        {
            // Not the service's envelope, perhaps a proxy's page: the status alone decides.
        }

        return (ErrorStatuses.FromResponse(status, number), text);
    }

    /// <summary>GDN redirects nobody, and a credential is not carried elsewhere.</summary>
    public override Uri? RedirectOf(HttpResponseMessage response, Uri address) => null;

    public override RestClient Accounts(RestClient rest, string subject) => rest;

    public override Administrations Administer(SessionPlace place) => new(
        new GdnStreamAdministration(place.Rest, place.Fabric),
        new GdnSubscriptionAdministration(place.Rest, place.Fabric),
        new GdnPolicyAdministration(place.Rest, place.Fabric),
        new GdnFabricAdministration(place.Rest, place.Fabric),
        new GdnRegionAdministration(place.Rest, place.Tenant),
        new GdnTenantAdministration(place.Rest, place.Tenant));
}
