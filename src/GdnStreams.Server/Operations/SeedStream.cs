namespace GdnStreams.Server.Operations;

/// <summary>A stream of a seed.</summary>
internal sealed record SeedStream(string Tenant, string Name, string Fabric = "_system", bool Local = false);
