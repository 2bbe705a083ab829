namespace GdnStreams.Protocol;

/// <summary>The table of all REST calls; the rows are in <c>Calls</c>, by subject.</summary>
internal static class RestApi
{
    /// <summary>What users may do: <c>/user/{user}/database/...</c>.</summary>
    public static GrantCalls UserGrants { get; } = new("/user/{user}", "user");

    /// <summary>What API keys may do: <c>/key/{key}/database/...</c>.</summary>
    public static GrantCalls KeyGrants { get; } = new("/key/{key}", "key");

    /// <summary>Every call over HTTP.</summary>
    public static IReadOnlyList<RestCall> All { get; } =
    [
        .. AccountCalls.All, .. UserGrants.All, .. KeyGrants.All, .. FabricCalls.All, .. RegionCalls.All, .. StreamCalls.All, .. SubscriptionCalls.All, .. PolicyCalls.All,
        .. PushCalls.All, .. ServiceCalls.All,
    ];

    /// <summary><c>true</c> and <c>false</c> of the parameter <c>global</c>; empty where both scopes are meant.</summary>
    public static string Scope(StreamScope? scope) => scope is null ? "" : scope == StreamScope.Global ? "?global=true" : "?global=false";
}
