namespace GdnStreams.Protocol;

/// <summary>The server itself.</summary>
internal static class ServiceCalls
{
    public static JsonCall<VersionReply> GetVersion { get; } = new("GET", "/version", RestRight.Open, "Name and version of the server.", json => json.VersionReply);

    public static RestCall Health { get; } = new("GET", "/healthz", RestRight.Open, "The server lives.") { Place = RestPlace.Root };

    public static RestCall Readiness { get; } = new("GET", "/readyz", RestRight.Open, "The server and its store answer.") { Place = RestPlace.Root };

    public static RestCall Metrics { get; } = new("GET", "/metrics", RestRight.Open, "Figures for Prometheus.") { Place = RestPlace.Root };

    public static RestCall OpenApi { get; } = new("GET", "/openapi.json", RestRight.Open, "This document.") { Place = RestPlace.Root };

    public static IReadOnlyList<RestCall> All { get; } = [GetVersion, Health, Readiness, Metrics, OpenApi];
}
