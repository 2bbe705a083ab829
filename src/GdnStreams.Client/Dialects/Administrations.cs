namespace GdnStreams.Client;

/// <summary>One implementation of each subject that a session administers.</summary>
internal sealed record Administrations(
    StreamAdministration Streams,
    SubscriptionAdministration Subscriptions,
    PolicyAdministration Policies,
    FabricAdministration Fabrics,
    RegionAdministration Regions,
    TenantAdministration Tenants);
