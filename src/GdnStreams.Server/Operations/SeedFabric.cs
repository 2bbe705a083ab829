namespace GdnStreams.Server.Operations;

/// <summary>A fabric of a seed.</summary>
internal sealed record SeedFabric(string Tenant, string Name);
